package dev.culebra.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.UserError;
import dev.culebra.shape.DType;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
  private static final String DAMAGED =
      "; the file is damaged: restore a good copy or write it again";

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("model.safetensors");
  }

  @Test
  void everyTypeGoesRound() {
    LinkedHashMap<String, Safetensors.Entry> tensors = new LinkedHashMap<>();
    for (DType dtype : DType.values()) {
      TensorType type = TensorType.of(dtype, 3, 5);
      byte[] bytes = new byte[(int) type.bytes()];
      Arrays.fill(bytes, (byte) (dtype.ordinal() + 1));
      tensors.put("layer." + dtype.label(), entry(type, bytes));
    }
    tensors.put(
        "scalar", new Safetensors.Entry(TensorType.f32(), MemorySegment.ofArray(new float[] {1})));
    tensors.put("none", entry(TensorType.f32(0, 7), new byte[0]));
    Safetensors.write(file, tensors, Map.of("format", "pt"));
    try (Safetensors back = Safetensors.open(file)) {
      assertEquals(
          List.of(
              "layer.f64",
              "layer.i64",
              "layer.f32",
              "layer.i32",
              "scalar",
              "none",
              "layer.bf16",
              "layer.u8"),
          back.names());
      assertEquals(Map.of("format", "pt"), back.metadata());
      tensors.forEach(
          (name, entry) -> {
            assertEquals(entry.type(), back.type(name));
            assertEquals(-1, entry.bytes().mismatch(back.bytes(name)), name);
            assertTrue(back.bytes(name).isReadOnly());
            assertEquals(0, back.bytes(name).address() % entry.type().dtype().bytes(), name);
          });
      assertEquals(1f, back.bytes("scalar").get(ValueLayout.JAVA_FLOAT, 0));
      UserError absent = assertThrows(UserError.class, () -> back.type("bias"));
      assertEquals(
          file + ": no tensor 'bias' in it; give a file of the same model and configuration",
          absent.getMessage());
      assertFalse(back.has("bias"));
    }
  }

  @Test
  void bytesAreThoseOfTheFormat() throws IOException {
    LinkedHashMap<String, Safetensors.Entry> tensors = new LinkedHashMap<>();
    tensors.put("w", entry(TensorType.of(DType.U8, 2), new byte[] {1, 2}));
    Safetensors.write(file, tensors, Map.of());
    byte[] expected = file("{\"w\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}   ", 2);
    expected[expected.length - 2] = 1;
    expected[expected.length - 1] = 2;
    assertArrayEquals(expected, Files.readAllBytes(file));
  }

  @Test
  void readsWhatPythonWrites() throws IOException {
    Path goldens = Path.of("src/test/resources/golden");
    try (Stream<Path> list = Files.list(goldens)) {
      List<Path> files = list.filter(path -> path.toString().endsWith(".safetensors")).toList();
      assertTrue(files.size() > 10, "golden files are there");
      for (Path golden : files) {
        try (Safetensors opened = Safetensors.open(golden)) {
          assertFalse(opened.names().isEmpty(), golden.toString());
        }
      }
    }
  }

  @Test
  void lyingLengths() throws IOException {
    refuses(new byte[3], "only 3 bytes long" + DAMAGED);
    refuses(new byte[0], "only 0 bytes long" + DAMAGED);
    byte[] lying = file("{}", 0);
    lying[0] = 3;
    refuses(lying, "its header claims 3 bytes, the file has 10" + DAMAGED);
    Arrays.fill(lying, 0, 8, (byte) 0xff);
    refuses(lying, "its header claims 18446744073709551615 bytes, the file has 10" + DAMAGED);
  }

  @Test
  void badOffsets() throws IOException {
    refuses(
        file(tensor("w", "F32", "[4]", "[0,16]"), 12),
        "tensor 'w' lies at bytes 0 to 16, the file has 12 of data" + DAMAGED);
    refuses(
        file(tensor("w", "F32", "[4]", "[16,0]"), 16),
        "tensor 'w' has data_offsets [16, 0]" + DAMAGED);
    refuses(
        file(tensor("w", "F32", "[4]", "[0,12]"), 12),
        "tensor 'w' is f32[4] of 16 bytes but has 12" + DAMAGED);
    refuses(
        file(tensor("w", "F32", "[1]", "[4,8]"), 8),
        "tensor 'w' at bytes 4 to 8 leaves a gap from byte 0" + DAMAGED);
    refuses(
        file(tensor("w", "F32", "[1]", "[0,4]"), 8),
        "4 bytes after the last tensor belong to none" + DAMAGED);
    String two =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}";
    refuses(file(two, 12), "tensor 'b' at bytes 4 to 12 overlaps another" + DAMAGED);
    refuses(
        file(tensor("w", "F32", "[-1]", "[0,4]"), 4),
        "tensor 'w' shape has -1, which is no size" + DAMAGED);
    refuses(
        file(tensor("w", "F32", "[1.5]", "[0,4]"), 4),
        "tensor 'w' shape has 1.5, which is no size" + DAMAGED);
    refuses(
        file(tensor("w", "F32", "3", "[0,4]"), 4),
        "tensor 'w' shape is not a list of numbers" + DAMAGED);
    refuses(
        file(tensor("w", "F32", "[2147483647,2147483647,2147483647]", "[0,4]"), 4),
        "tensor 'w' has the impossible shape [2147483647, 2147483647, 2147483647]" + DAMAGED);
  }

  @Test
  void badHeaders() throws IOException {
    refuses(
        file(tensor("w", "F16", "[2]", "[0,4]"), 4),
        "tensor 'w' has dtype F16; convert it to one of F32, F64, BF16, I32, I64, U8");
    refuses(file("{\"w\":{\"shape\":[]}}", 0), "tensor 'w' has no dtype" + DAMAGED);
    refuses(file("{\"__metadata__\":3}", 0), "__metadata__ is not an object" + DAMAGED);
    refuses(
        file("{\"__metadata__\":{\"epoch\":3}}", 0),
        "__metadata__ 'epoch' is not a string" + DAMAGED);
    byte[] binary = file("{}", 0);
    binary[8] = (byte) 0xff;
    refuses(binary, "its header is not UTF-8 text" + DAMAGED);
    for (String bad : List.of("", "nonsense", "{\"a\":", "{} {}")) {
      UserError error = refusal(file(bad, 0));
      assertTrue(
          error.getMessage().startsWith(file + " header: not the expected JSON: "),
          error.getMessage());
    }
    String one = "\"w\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}";
    UserError twice = refusal(file("{" + one + "," + one + "}", 0));
    assertTrue(twice.getMessage().contains("Duplicate"), twice.getMessage());
    assertTrue(twice.getMessage().contains("'w'"), twice.getMessage());
  }

  @Test
  void absentAndUnwritableFiles() throws IOException {
    Path absent = folder.resolve("absent");
    assertEquals(
        "cannot read " + absent + ": there is no such file; check the path",
        assertThrows(UserError.class, () -> Safetensors.open(absent)).getMessage());
    UserError isFolder = assertThrows(UserError.class, () -> Safetensors.open(folder));
    assertEquals("cannot read " + folder + ": it is a folder; give a file", isFolder.getMessage());
    Files.writeString(file, "wall");
    UserError unwritable =
        assertThrows(
            UserError.class,
            () -> Safetensors.write(file.resolve("x"), new LinkedHashMap<>(), Map.of()));
    assertTrue(unwritable.getMessage().contains("is in the way"), unwritable.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> new Safetensors.Entry(TensorType.f32(2), MemorySegment.ofArray(new byte[7])));
  }

  private void refuses(byte[] content, String fact) throws IOException {
    assertEquals(file + ": " + fact, refusal(content).getMessage());
  }

  private UserError refusal(byte[] content) throws IOException {
    Files.write(file, content);
    return assertThrows(UserError.class, () -> Safetensors.open(file).close());
  }

  private static String tensor(String name, String dtype, String shape, String offsets) {
    return "{\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}}"
        .formatted(name, dtype, shape, offsets);
  }

  private static byte[] file(String header, int dataBytes) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .array();
  }

  private static Safetensors.Entry entry(TensorType type, byte[] bytes) {
    MemorySegment segment = Arena.ofAuto().allocate(Math.max(1, bytes.length), 8);
    MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return new Safetensors.Entry(type, segment.asSlice(0, bytes.length));
  }
}
