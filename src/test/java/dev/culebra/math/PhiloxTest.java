package dev.culebra.math;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PhiloxTest {
  /** The known answers of Random123, file kat_vectors, philox4x32 with 10 rounds. */
  @Test
  void knownAnswers() {
    check(0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    check(-1, -1, -1, -1, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    check(
        0x299f31d0_a4093822L,
        0x13198a2e,
        0x03707344,
        0x85a308d3_243f6a88L,
        0xd16cfe09,
        0x94fdcceb,
        0x5001e420,
        0x24126ea1);
  }

  private static void check(long seed, int step, int stream, long block, int... words) {
    for (int word = 0; word < 4; word++) {
      long half = Philox.halfBlock(seed, step, stream, block, word >= 2);
      assertEquals(words[word], (int) (word % 2 == 0 ? half : half >>> 32));
    }
  }

  @Test
  void elementsTakeTheWordsOfTheirBlockInOrder() {
    long block = 0x1_0000_0003L;
    for (int word = 0; word < 4; word++) {
      long half = Philox.halfBlock(7, 5, 3, block, word >= 2);
      int expected = (int) (word % 2 == 0 ? half : half >>> 32);
      assertEquals(expected, Philox.word(7, 5, 3, 4 * block + word));
    }
  }

  @Test
  void uniformNeverReachesItsEnds() {
    assertEquals(0x1p-24f, Philox.uniform(0));
    assertEquals(1f - 0x1p-24f, Philox.uniform(-1));
    assertEquals(1.0, (double) Philox.uniform(0x12345678) + Philox.uniform(~0x12345678));
  }

  @Test
  void streamsOfNamesNeverChange() {
    assertEquals(0xab3e7c0b, Philox.stream(""));
    assertEquals(0xac00c7dd, Philox.stream("encoder/0/dropout"));
    assertEquals(0xaeb74e9a, Philox.stream("latent/ε"));
  }
}
