/*
 * The argument block of a kernel as the compiler laid it out. Java compares it with its own layout
 * before the first call, so a library from other sources is refused and not run:
 *
 *   CULEBRA_FIELDS(culebra_scale) = {
 *       CULEBRA_FIELD(culebra_scale, input),
 *       CULEBRA_FIELD(culebra_scale, factor),
 *       CULEBRA_END(culebra_scale),
 *   };
 */
#ifndef CULEBRA_LAYOUT_H
#define CULEBRA_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

struct culebra_field {
  char name[32];
  int64_t offset;
  int64_t bytes;
};

#define CULEBRA_FIELDS(block) \
  __attribute__((visibility("default"))) const struct culebra_field block##_fields[]

#define CULEBRA_FIELD(block, field) \
  {#field, offsetof(struct block, field), sizeof(((struct block *)0)->field)}

/* Closes the list: no name, and the size of the whole block. */
#define CULEBRA_END(block) {"", sizeof(struct block), 0}

#endif
