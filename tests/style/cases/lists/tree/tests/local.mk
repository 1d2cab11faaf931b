	tests/unit/test-a.c
