package dev.culebra.tensor;

import dev.culebra.files.AtomicFiles;
import dev.culebra.files.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Lays out and writes a safetensors file. The same tensors and metadata give the same bytes. */
final class SafetensorsWriter {
  private SafetensorsWriter() {}

  static void write(
      Path file, SequencedMap<String, Safetensors.Entry> tensors, Map<String, String> metadata) {
    List<Map.Entry<String, Safetensors.Entry>> ordered = new ArrayList<>(tensors.entrySet());
    ordered.sort(
        Comparator.comparingInt(
            (Map.Entry<String, Safetensors.Entry> entry) ->
                -entry.getValue().type().dtype().bytes()));
    ByteBuffer header = header(ordered, metadata);
    AtomicFiles.writeChannel(
        file,
        channel -> {
          AtomicFiles.writeFully(channel, header);
          for (Map.Entry<String, Safetensors.Entry> entry : ordered) {
            AtomicFiles.writeFully(channel, entry.getValue().bytes());
          }
        });
  }

  private static ByteBuffer header(
      List<Map.Entry<String, Safetensors.Entry>> ordered, Map<String, String> metadata) {
    Map<String, Object> json = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      json.put(SafetensorsHeader.METADATA, metadata);
    }
    long begin = 0;
    for (Map.Entry<String, Safetensors.Entry> entry : ordered) {
      if (entry.getKey().equals(SafetensorsHeader.METADATA)) {
        throw new IllegalArgumentException("[safetensors] a tensor may not be named __metadata__");
      }
      var type = entry.getValue().type();
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("dtype", type.dtype().name());
      fields.put("shape", type.shape().sizes());
      fields.put("data_offsets", new long[] {begin, begin + type.bytes()});
      json.put(entry.getKey(), fields);
      begin += type.bytes();
    }
    byte[] text = Json.line(json).getBytes(StandardCharsets.UTF_8);
    // Spaces up to a multiple of eight keep the data that follows aligned.
    int padded = (text.length + 7) & ~7;
    ByteBuffer header = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(padded).put(text);
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.flip();
  }
}
