/* The known answers that the authors of Philox publish with Random123 (kat_vectors, philox4x32 10). */
#include "culebra/philox.h"

#include <stdio.h>

struct answer {
  struct culebra_philox_words counter;
  uint32_t key[2];
  struct culebra_philox_words expected;
};

static const struct answer answers[] = {
    {{{0, 0, 0, 0}}, {0, 0}, {{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}}},
    {{{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}},
     {0xffffffff, 0xffffffff},
     {{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}}},
    {{{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}},
     {0xa4093822, 0x299f31d0},
     {{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}},
};

int main(void) {
  int failures = 0;
  for (unsigned index = 0; index < sizeof answers / sizeof *answers; index++) {
    const struct answer *answer = &answers[index];
    struct culebra_philox_words words =
        culebra_philox(answer->counter, answer->key[0], answer->key[1]);
    for (int lane = 0; lane < 4; lane++) {
      if (words.word[lane] != answer->expected.word[lane]) {
        printf("answer %u, word %d: %08x, expected %08x\n", index, lane, words.word[lane],
               answer->expected.word[lane]);
        failures++;
      }
    }
  }
  return failures != 0;
}
