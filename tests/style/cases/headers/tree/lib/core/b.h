/* Leans on a.h. */
struct b {
	size_t len;
};
