package dev.culebra.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.culebra.files.UserError;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
  /** Of the splits' samples and labels: what a run on MNIST records. */
  private static final String HASH =
      "7771a7e05b90b4d140987afc4d70491511b0bd5306fdd8b944291a8d896b2f18";

  @TempDir Path folder;

  @Test
  void allSeventyThousandAreThere() {
    Split mnist = Mnist.open();
    assertEquals("mnist: 60000 x u8[28,28,1], 10 classes", mnist.train().toString());
    assertEquals("mnist: 10000 x u8[28,28,1], 10 classes", mnist.test().toString());
    assertEquals(HASH, mnist.hash());
    int[] first = new int[5];
    int[] counts = new int[10];
    for (int i = 0; i < mnist.train().count(); i++) {
      counts[mnist.train().label(i)]++;
      if (i < first.length) {
        first[i] = mnist.train().label(i);
      }
    }
    assertArrayEquals(new int[] {5, 0, 4, 1, 9}, first);
    assertArrayEquals(
        new int[] {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949}, counts);
  }

  @Test
  void meanPixelIsTheKnownOne() {
    Dataset train = Mnist.open().train();
    float[] row = new float[784];
    double sum = 0;
    for (int i = 0; i < train.count(); i++) {
      train.copy(i, MemorySegment.ofArray(row), 0);
      for (float pixel : row) {
        sum += pixel;
      }
    }
    assertEquals(0.13066, sum / (784.0 * 60_000), 5e-6);
  }

  @Test
  void otherContentIsRefused() throws IOException {
    Path images =
        Files.write(
            folder.resolve("train-images-idx3-ubyte"), IdxTest.idx(new int[] {3, 2, 2}, 12));
    Files.write(folder.resolve("train-labels-idx1-ubyte"), IdxTest.idx(new int[] {3}, 3));
    UserError error = assertThrows(UserError.class, () -> Mnist.open(folder));
    assertEquals(
        images
            + ": content has SHA-256 "
            + Sha256.hex(IdxTest.idx(new int[] {3, 2, 2}, 12))
            + " instead of MNIST's; restore it (git checkout -- src/data/mnist)",
        error.getMessage());
  }

  @Test
  void aWrongHomeIsNamed() {
    String before = System.getProperty(Mnist.HOME);
    System.setProperty(Mnist.HOME, folder.toString());
    try {
      UserError error = assertThrows(UserError.class, Mnist::open);
      assertEquals(
          folder.resolve("src/data/mnist")
              + ": no such folder; point -Dculebra.home at Culebra's checkout or give a folder",
          error.getMessage());
    } finally {
      if (before == null) {
        System.clearProperty(Mnist.HOME);
      } else {
        System.setProperty(Mnist.HOME, before);
      }
    }
  }
}
