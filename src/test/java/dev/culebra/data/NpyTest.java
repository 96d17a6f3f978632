package dev.culebra.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.UserError;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyTest {
  private static final String AGAIN = "; save it again with numpy.save";

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("z.npy");
  }

  @Test
  void everyTypeAndRankGoesRound() {
    for (DType dtype : List.of(DType.F32, DType.F64, DType.I32, DType.I64, DType.U8)) {
      for (int[] sizes : new int[][] {{}, {3}, {2, 5}, {4, 3, 2, 1}, {0, 2}}) {
        TensorType type = TensorType.of(dtype, sizes);
        MemorySegment bytes = Arena.ofAuto().allocate(type.bytes());
        for (long i = 0; i < bytes.byteSize(); i++) {
          bytes.set(ValueLayout.JAVA_BYTE, i, (byte) (i * 7 + 1));
        }
        Npy.write(file, type, bytes);
        Npy.Array back = Npy.read(file);
        assertEquals(type, back.type());
        assertEquals(-1, bytes.mismatch(back.bytes()), type.toString());
      }
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> Npy.write(file, TensorType.f32(2), MemorySegment.ofArray(new float[3])));
  }

  /** The bytes of numpy.save('z.npy', numpy.array([[1, 2]], dtype='f4')), NumPy 2. */
  @Test
  void bytesAreThoseOfNumpy() throws IOException {
    Npy.write(file, TensorType.f32(1, 2), MemorySegment.ofArray(new float[] {1, 2}));
    String text = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }";
    byte[] expected = npy(1, text + " ".repeat(118 - 1 - text.length()) + "\n", 8);
    ByteBuffer.wrap(expected).order(ByteOrder.LITTLE_ENDIAN).putFloat(128, 1f).putFloat(132, 2f);
    assertArrayEquals(expected, Files.readAllBytes(file));
    Npy.write(file, TensorType.f32(3), MemorySegment.ofArray(new float[3]));
    assertTrue(Files.readString(file, StandardCharsets.ISO_8859_1).contains("'shape': (3,), }"));
  }

  @Test
  void laterVersionsAndFieldsInAnyOrder() throws IOException {
    for (int version = 1; version <= 3; version++) {
      Files.write(file, npy(version, "{'shape':(2,3),'fortran_order':False,'descr':'|u1'}\n", 6));
      assertEquals(TensorType.of(DType.U8, 2, 3), Npy.read(file).type());
    }
  }

  @Test
  void samplesAreFloats() throws IOException {
    Npy.write(
        file,
        TensorType.of(DType.F64, 3, 2),
        MemorySegment.ofArray(new double[] {0.1, 2, 3, 4, 5, 6}));
    Dataset data = Npy.samples(file);
    assertEquals("z: 3 x f32[2]", data.toString());
    assertArrayEquals(new float[] {0.1f, 2}, row(data, 0));
    Npy.write(file, TensorType.of(DType.U8, 2, 2), MemorySegment.ofArray(new byte[] {0, 1, -1, 7}));
    assertArrayEquals(new float[] {1f, 7 / 255f}, row(Npy.samples(file), 1));
    Npy.write(file, TensorType.f32(20, 2), MemorySegment.ofArray(new float[40]));
    Split split = Datasets.open(file.toString());
    assertEquals(20, split.train().count() + split.test().count());
    assertTrue(split.test().count() >= 1);
    assertEquals(Shape.of(2), split.test().sampleShape());
  }

  @Test
  void damagedFiles() throws IOException {
    refuses("nonsense!".getBytes(), "does not begin as a .npy file; save it with numpy.save");
    refuses(new byte[0], "does not begin as a .npy file; save it with numpy.save");
    refuses(
        npy(4, header("<f4", "False", "(1, 1)"), 4),
        ".npy version 4; save it as version 1, 2 or 3");
    byte[] good = npy(1, header("<f4", "False", "(2, 3)"), 24);
    refuses(Arrays.copyOf(good, 20), "its header claims more bytes than the file has" + AGAIN);
    refuses(
        Arrays.copyOf(good, good.length - 1), "f32[2,3] needs 24 bytes, the file has 23" + AGAIN);
    refuses(
        npy(1, header(">f4", "False", "(1, 1)"), 4),
        "element type '>f4'; convert it: array.astype('<f4')");
    refuses(
        npy(1, header("<f4", "True", "(2, 2)"), 16),
        "is in Fortran order; save it in C order with numpy.ascontiguousarray");
    refuses(
        npy(1, header("<f4", "False", "(99999999999, 2)"), 16),
        "the shape [99999999999, 2] is impossible" + AGAIN);
    refuses(
        npy(1, "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }\n", 8),
        "its header has no plain field 'descr'" + AGAIN);
    refuses(
        npy(1, header("<i4", "False", "(2, 2)"), 16),
        "samples of i32[2,2]; convert it: array.astype('float32')");
    refuses(
        npy(1, header("<f4", "False", "(4,)"), 16),
        "shape [4] is not [samples, ...] with some of each; reshape it");
  }

  private void refuses(byte[] content, String fact) throws IOException {
    Files.write(file, content);
    assertEquals(
        file + ": " + fact, assertThrows(UserError.class, () -> Npy.samples(file)).getMessage());
  }

  private static float[] row(Dataset data, int index) {
    float[] row = new float[(int) data.sampleShape().elements()];
    data.copy(index, MemorySegment.ofArray(row), 0);
    return row;
  }

  private static String header(String description, String fortran, String shape) {
    return "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n"
        .formatted(description, fortran, shape);
  }

  private static byte[] npy(int version, String header, int dataBytes) {
    byte[] text = header.getBytes(StandardCharsets.US_ASCII);
    int prefix = version == 1 ? 10 : 12;
    ByteBuffer buffer = ByteBuffer.allocate(prefix + text.length + dataBytes);
    buffer.order(ByteOrder.LITTLE_ENDIAN).put(NpyHeader.MAGIC).put((byte) version).put((byte) 0);
    if (version == 1) {
      buffer.putShort((short) text.length);
    } else {
      buffer.putInt(text.length);
    }
    return buffer.put(text).array();
  }
}
