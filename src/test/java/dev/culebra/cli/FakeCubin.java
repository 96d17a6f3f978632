package dev.culebra.cli;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What {@code ptxas} of CUDA 13 makes of an image, as far as the double of the driver looks: an ELF
 * file that names its architecture, and in a section for each kernel the size of its arguments.
 */
final class FakeCubin {
  private static final int HEADER = 64;
  private static final int SECTION = 64;

  /** Format, attribute and value. */
  private static final int ATTRIBUTE = 4;

  private FakeCubin() {}

  /**
   * @param ptx the image
   * @param capability of the device that it is for, 90 for 9.0
   */
  static byte[] of(String ptx, int capability) {
    Map<String, Short> kernels = new LinkedHashMap<>();
    Pattern.compile("\\.entry (\\w+)\\(\\s*\\.param .*?_param_0\\[(\\d+)]")
        .matcher(ptx)
        .results()
        .forEach((MatchResult found) -> kernels.put(found.group(1), Short.valueOf(found.group(2))));
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    names.write(0);
    ByteBuffer sections =
        ByteBuffer.allocate(SECTION * (kernels.size() + 1)).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer attributes =
        ByteBuffer.allocate(ATTRIBUTE * kernels.size()).order(ByteOrder.LITTLE_ENDIAN);
    int start = HEADER + sections.capacity();
    kernels.forEach(
        (kernel, bytes) -> {
          section(sections, names.size(), start + attributes.position(), ATTRIBUTE);
          names.writeBytes((".nv.info." + kernel + "\0").getBytes(StandardCharsets.UTF_8));
          attributes.put((byte) 3).put((byte) 0x19).putShort(bytes);
        });
    section(sections, 0, start + attributes.position(), names.size());
    ByteBuffer file =
        ByteBuffer.allocate(start + attributes.position() + names.size())
            .order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0x41, 8});
    file.putLong(40, HEADER);
    file.putInt(48, capability << 8);
    file.putShort(60, (short) (kernels.size() + 1)).putShort(62, (short) kernels.size());
    file.put(HEADER, sections.array());
    file.put(start, attributes.array());
    file.put(start + attributes.position(), names.toByteArray());
    return file.array();
  }

  private static void section(ByteBuffer sections, int name, long offset, long size) {
    int at = sections.position();
    sections.putInt(at, name).putLong(at + 24, offset).putLong(at + 32, size);
    sections.position(at + SECTION);
  }
}
