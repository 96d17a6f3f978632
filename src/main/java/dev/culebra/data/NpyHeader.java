package dev.culebra.data;

import dev.culebra.files.UserError;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The header of a {@code .npy} file: magic, version, length, and a Python dictionary as text. */
record NpyHeader(TensorType type, long dataBegin) {
  static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final Pattern DESCRIPTION = Pattern.compile("'descr':\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([0-9, ]*)\\)");

  static NpyHeader read(Path file, MemorySegment all) {
    if (all.byteSize() < MAGIC.length + 4
        || all.asSlice(0, MAGIC.length).mismatch(MemorySegment.ofArray(MAGIC)) != -1) {
      throw new UserError(file + ": does not begin as a .npy file; save it with numpy.save");
    }
    int version = all.get(ValueLayout.JAVA_BYTE, MAGIC.length);
    if (version < 1 || version > 3) {
      throw new UserError(file + ": .npy version " + version + "; save it as version 1, 2 or 3");
    }
    int prefix = MAGIC.length + 2 + (version == 1 ? Short.BYTES : Integer.BYTES);
    long length = -1;
    if (all.byteSize() >= prefix) {
      length =
          version == 1
              ? Short.toUnsignedLong(all.get(SHORT, MAGIC.length + 2))
              : Integer.toUnsignedLong(all.get(INT, MAGIC.length + 2));
    }
    if (length < 0 || length > Math.min(all.byteSize() - prefix, 1 << 20)) {
      throw damaged(file, "its header claims more bytes than the file has");
    }
    byte[] bytes = all.asSlice(prefix, length).toArray(ValueLayout.JAVA_BYTE);
    TensorType type = type(file, new String(bytes, StandardCharsets.UTF_8));
    long present = all.byteSize() - prefix - length;
    if (present != type.bytes()) {
      throw damaged(file, type + " needs " + type.bytes() + " bytes, the file has " + present);
    }
    return new NpyHeader(type, prefix + length);
  }

  /** NumPy's name of an element type. */
  static String description(DType dtype) {
    return switch (dtype) {
      case F32 -> "<f4";
      case F64 -> "<f8";
      case I32 -> "<i4";
      case I64 -> "<i8";
      case U8 -> "|u1";
      case BF16 -> throw new IllegalArgumentException("[npy] NumPy has no bf16; write f32");
    };
  }

  private static TensorType type(Path file, String text) {
    DType dtype = dtype(file, field(file, DESCRIPTION, "descr", text));
    if (field(file, ORDER, "fortran_order", text).equals("True")) {
      throw new UserError(
          file + ": is in Fortran order; save it in C order with numpy.ascontiguousarray");
    }
    String[] sizes = field(file, SHAPE, "shape", text).replace(" ", "").split(",");
    try {
      int[] axes =
          Arrays.stream(sizes).filter(s -> !s.isEmpty()).mapToInt(Integer::parseInt).toArray();
      TensorType type = new TensorType(dtype, Shape.of(axes));
      type.bytes();
      return type;
    } catch (NumberFormatException | ArithmeticException tooLarge) {
      throw damaged(file, "the shape " + Arrays.toString(sizes) + " is impossible");
    }
  }

  private static DType dtype(Path file, String description) {
    for (DType dtype : DType.values()) {
      if (dtype != DType.BF16 && description(dtype).equals(description)) {
        return dtype;
      }
    }
    throw new UserError(
        file + ": element type '" + description + "'; convert it: array.astype('<f4')");
  }

  private static String field(Path file, Pattern pattern, String name, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw damaged(file, "its header has no plain field '" + name + "'");
    }
    return matcher.group(1);
  }

  private static UserError damaged(Path file, String fact) {
    return new UserError(file + ": " + fact + "; save it again with numpy.save");
  }
}
