package dev.culebra.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.culebra.files.UserError;
import dev.culebra.shape.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
  private static final String AGAIN = "; the file is damaged, download it again";

  @TempDir Path folder;

  @Test
  void readsPlainAndGzipWithEitherSpelling() throws IOException {
    fill();
    Split split = Idx.folder("tiny", folder, List.of("a", "b", "c"));
    assertEquals(Shape.of(2, 2, 1), split.train().sampleShape());
    assertEquals(3, split.train().count());
    assertEquals(2, split.test().count());
    assertEquals(1, split.train().label(1));
    float[] row = new float[4];
    split.train().copy(2, MemorySegment.ofArray(row), 0);
    for (int i = 0; i < 4; i++) {
      assertEquals((float) (8 + i) / 255f, row[i]);
    }
    assertEquals("tiny: 3 x u8[2,2,1], 3 classes", split.train().toString());
  }

  @Test
  void damagedFiles() throws IOException {
    byte[] good = idx(new int[] {3, 2, 2}, 12);
    refuses(Arrays.copyOf(good, 3), "only 3 bytes long" + AGAIN);
    refuses(Arrays.copyOf(good, 10), "its header ends early" + AGAIN);
    refuses(
        Arrays.copyOf(good, good.length - 1), "[3,2,2] needs 12 bytes, the file has 11" + AGAIN);
    refuses(
        Arrays.copyOf(good, good.length + 1), "[3,2,2] needs 12 bytes, the file has 13" + AGAIN);
    refuses(
        "PNG!".getBytes(),
        "magic number 0x504e4721 is not that of IDX (0x00000801 to 0x000008ff); give an IDX file");
    byte[] floats = good.clone();
    floats[2] = 0x0d;
    refuses(
        floats, "element type 0x0d is not unsigned byte (0x08); convert it, for example to .npy");
    refuses(idx(new int[] {1 << 20, 1 << 20, 4}, 0), "its header claims 2 GiB or more" + AGAIN);
    refuses(idx(new int[] {-1, 2, 2}, 0), "its header claims 2 GiB or more" + AGAIN);
  }

  @Test
  void damagedGzip() throws IOException {
    byte[] whole = gzip(idx(new int[] {30, 20, 20}, 12000));
    Path file = folder.resolve("x-idx3-ubyte.gz");
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertEquals(
        file + ": its gzip stream ends early" + AGAIN,
        assertThrows(UserError.class, () -> Idx.images(file)).getMessage());
    byte[] broken = whole.clone();
    broken[0] = 0;
    Files.write(file, broken);
    assertEquals(
        file + ": its gzip stream is broken (Not in GZIP format)" + AGAIN,
        assertThrows(UserError.class, () -> Idx.images(file)).getMessage());
  }

  @Test
  void filesThatDoNotFitEachOther() throws IOException {
    fill();
    Path labels = folder.resolve("t10k-labels.idx1-ubyte");
    Files.write(labels, idx(new int[] {4}, 4));
    assertEquals(
        labels
            + ": 4 labels for the 2 images of t10k-images-idx3-ubyte.gz"
            + "; take both files from the same source",
        assertThrows(UserError.class, () -> Idx.folder("x", folder, List.of())).getMessage());
    Files.delete(labels);
    assertEquals(
        folder + ": no file t10k-labels-idx1-ubyte or .gz in it; put all four IDX files there",
        assertThrows(UserError.class, () -> Idx.folder("x", folder, List.of())).getMessage());
  }

  @Test
  void labelsHaveToBeKnownByTheirNames() throws IOException {
    fill();
    assertEquals(
        folder.resolve("train-labels-idx1-ubyte")
            + ": sample 2 has label 2, there are 2 classes; take the labels of this data set",
        assertThrows(UserError.class, () -> Idx.folder("x", folder, List.of("a", "b")))
            .getMessage());
  }

  @Test
  void fashionMnistSaysWhereToGetIt() {
    UserError error = assertThrows(UserError.class, () -> FashionMnist.open(folder));
    assertEquals(
        "fashion-mnist: not in "
            + folder
            + "; apt-get install dataset-fashion-mnist, or give a folder with the four IDX files",
        error.getMessage());
  }

  @Test
  void fashionMnistIsMadeOfTenArticles() {
    if (!Idx.isFolder(FashionMnist.DEBIAN)) {
      String reason = "dataset-fashion-mnist is not installed";
      System.out.println("skipped fashionMnistIsMadeOfTenArticles: " + reason);
      abort(reason);
    }
    Split split = FashionMnist.open();
    assertEquals("fashion-mnist: 60000 x u8[28,28,1], 10 classes", split.train().toString());
    assertEquals(10_000, split.test().count());
    assertEquals("ankle boot", split.train().classNames().get(split.train().label(0)));
  }

  private void fill() throws IOException {
    Files.write(folder.resolve("train-images-idx3-ubyte"), idx(new int[] {3, 2, 2}, 12));
    Files.write(folder.resolve("train-labels-idx1-ubyte"), idx(new int[] {3}, 3));
    Files.write(folder.resolve("t10k-images-idx3-ubyte.gz"), gzip(idx(new int[] {2, 2, 2}, 8)));
    Files.write(folder.resolve("t10k-labels.idx1-ubyte"), idx(new int[] {2}, 2));
    assertTrue(Idx.isFolder(folder));
  }

  private void refuses(byte[] content, String fact) throws IOException {
    Path file = Files.write(folder.resolve("a-idx3-ubyte"), content);
    UserError error = assertThrows(UserError.class, () -> Idx.images(file));
    assertEquals(file + ": " + fact, error.getMessage());
  }

  /** Elements 0, 1, 2 and so on. */
  static byte[] idx(int[] sizes, int elements) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * sizes.length + elements);
    buffer.putInt(0x0800 | sizes.length);
    Arrays.stream(sizes).forEach(buffer::putInt);
    for (int i = 0; i < elements; i++) {
      buffer.put((byte) i);
    }
    return buffer.array();
  }

  static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }

  static float at(MemorySegment floats, long index) {
    return floats.getAtIndex(ValueLayout.JAVA_FLOAT, index);
  }
}
