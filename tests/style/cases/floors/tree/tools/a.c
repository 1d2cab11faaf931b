#include <yaml.h>
#include "app/run.h"
#include "other.h"
