const char *name = "coco";
