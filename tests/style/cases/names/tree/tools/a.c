/* coco in a comment is fine, and so is dn. */
int cocoa, dn;
int dn_coco_read(void);
const char *name = "COCO";
