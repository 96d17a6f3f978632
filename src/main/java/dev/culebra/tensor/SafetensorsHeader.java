package dev.culebra.tensor;

import dev.culebra.files.Json;
import dev.culebra.files.UserError;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * The header of a safetensors file, believed only as far as it agrees with the file: the tensors
 * must cover the data exactly, without overlap or gap, each with as many bytes as its type needs.
 */
record SafetensorsHeader(
    long dataBegin, SequencedMap<String, Place> tensors, Map<String, String> metadata) {
  /** Where a tensor lies, counted from the begin of the data. */
  record Place(TensorType type, long begin, long end) {}

  static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final String METADATA = "__metadata__";

  /** The format's own limit, so that a lying length cannot make us read a disk as text. */
  static final long LONGEST = 100_000_000;

  private static final String DAMAGED =
      "; the file is damaged: restore a good copy or write it again";

  /** Reads and checks the header of a whole file. */
  static SafetensorsHeader read(Path file, MemorySegment all) {
    if (all.byteSize() < Long.BYTES) {
      throw damaged(file, "only " + all.byteSize() + " bytes long");
    }
    long length = all.get(LENGTH, 0);
    if (length < 0 || length > Math.min(LONGEST, all.byteSize() - Long.BYTES)) {
      String fact = "its header claims " + Long.toUnsignedString(length) + " bytes, ";
      throw damaged(file, fact + "the file has " + all.byteSize());
    }
    Map<String, Object> json = Json.parseMap(file + " header", text(file, all, length));
    SequencedMap<String, Place> tensors = new LinkedHashMap<>();
    Map<String, String> metadata = Map.of();
    for (Map.Entry<String, Object> field : json.entrySet()) {
      if (field.getKey().equals(METADATA)) {
        metadata = strings(file, field.getValue());
      } else {
        tensors.put(field.getKey(), place(file, field.getKey(), field.getValue()));
      }
    }
    checkCover(file, tensors, all.byteSize() - Long.BYTES - length);
    return new SafetensorsHeader(
        Long.BYTES + length, Collections.unmodifiableSequencedMap(tensors), metadata);
  }

  private static String text(Path file, MemorySegment all, long length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(all.asSlice(Long.BYTES, length).asByteBuffer())
          .toString();
    } catch (CharacterCodingException notText) {
      throw damaged(file, "its header is not UTF-8 text");
    }
  }

  private static Map<String, String> strings(Path file, Object value) {
    Map<String, String> strings = new LinkedHashMap<>();
    if (!(value instanceof Map<?, ?> map)) {
      throw damaged(file, METADATA + " is not an object");
    }
    map.forEach(
        (key, item) -> {
          if (!(item instanceof String string)) {
            throw damaged(file, METADATA + " '" + key + "' is not a string");
          }
          strings.put((String) key, string);
        });
    return Collections.unmodifiableMap(strings);
  }

  private static Place place(Path file, String name, Object value) {
    String tensor = "tensor '" + name + "' ";
    if (!(value instanceof Map<?, ?> map) || !(map.get("dtype") instanceof String dtype)) {
      throw damaged(file, tensor + "has no dtype");
    }
    long[] sizes = numbers(file, tensor + "shape", map.get("shape"));
    long[] offsets = numbers(file, tensor + "data_offsets", map.get("data_offsets"));
    if (offsets.length != 2 || offsets[0] > offsets[1]) {
      throw damaged(file, tensor + "has data_offsets " + Arrays.toString(offsets));
    }
    TensorType type = type(file, tensor, dtype, sizes);
    long bytes = offsets[1] - offsets[0];
    if (bytes != type.bytes()) {
      throw damaged(
          file, tensor + "is " + type + " of " + type.bytes() + " bytes but has " + bytes);
    }
    return new Place(type, offsets[0], offsets[1]);
  }

  private static long[] numbers(Path file, String field, Object value) {
    if (!(value instanceof List<?> list)) {
      throw damaged(file, field + " is not a list of numbers");
    }
    long[] numbers = new long[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!(list.get(i) instanceof Integer || list.get(i) instanceof Long)
          || ((Number) list.get(i)).longValue() < 0) {
        throw damaged(file, field + " has " + list.get(i) + ", which is no size");
      }
      numbers[i] = ((Number) list.get(i)).longValue();
    }
    return numbers;
  }

  private static TensorType type(Path file, String tensor, String dtype, long[] sizes) {
    DType known =
        Arrays.stream(DType.values()).filter(d -> d.name().equals(dtype)).findAny().orElse(null);
    if (known == null) {
      String all = Arrays.stream(DType.values()).map(DType::name).collect(Collectors.joining(", "));
      throw new UserError(
          file + ": " + tensor + "has dtype " + dtype + "; convert it to one of " + all);
    }
    try {
      int[] axes = Arrays.stream(sizes).mapToInt(Math::toIntExact).toArray();
      TensorType type = new TensorType(known, Shape.of(axes));
      Math.multiplyExact(type.elements(), (long) known.bytes());
      return type;
    } catch (ArithmeticException tooLarge) {
      throw damaged(file, tensor + "has the impossible shape " + Arrays.toString(sizes));
    }
  }

  private static void checkCover(Path file, Map<String, Place> tensors, long size) {
    List<Map.Entry<String, Place>> ordered = new ArrayList<>(tensors.entrySet());
    ordered.sort(
        Comparator.comparingLong((Map.Entry<String, Place> entry) -> entry.getValue().begin())
            .thenComparingLong(entry -> entry.getValue().end()));
    long covered = 0;
    for (Map.Entry<String, Place> entry : ordered) {
      Place place = entry.getValue();
      String tensor = "tensor '" + entry.getKey() + "' ";
      String range = "bytes " + place.begin() + " to " + place.end();
      if (place.end() > size) {
        throw damaged(file, tensor + "lies at " + range + ", the file has " + size + " of data");
      }
      if (place.begin() < covered) {
        throw damaged(file, tensor + "at " + range + " overlaps another");
      }
      if (place.begin() > covered) {
        throw damaged(file, tensor + "at " + range + " leaves a gap from byte " + covered);
      }
      covered = place.end();
    }
    if (covered != size) {
      throw damaged(file, (size - covered) + " bytes after the last tensor belong to none");
    }
  }

  private static UserError damaged(Path file, String fact) {
    return new UserError(file + ": " + fact + DAMAGED);
  }
}
