# SPDX-License-Identifier: MIT
# The sources of the library, one a line, in byte order.

libdn_a_SOURCES =
