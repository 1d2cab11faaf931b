#include <stddef.h>

struct a {
	size_t len;
};
