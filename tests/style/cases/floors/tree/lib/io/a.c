#include <zlib.h>
#include "config.h"
#include "core/err.h"
#include "io/a.h"
#include "model/item.h"
#include "item.h"
