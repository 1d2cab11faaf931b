#include <jansson.h>
#include <zlib.h>
#include "agree/a.h"
#include "dedup/a.h"
#include "match/a.h"
/* #include "app/run.h" */
