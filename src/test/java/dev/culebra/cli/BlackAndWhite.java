package dev.culebra.cli;

import dev.culebra.data.Npy;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Pictures that are all black, of class 0, or all white, of class 1. */
final class BlackAndWhite {
  private static final int COUNT = 24;

  private BlackAndWhite() {}

  /** Writes a folder of IDX files with labels. */
  static Path write(Path folder, int side) throws IOException {
    Files.createDirectories(folder);
    for (String part : List.of("train", "t10k")) {
      ByteBuffer images = ByteBuffer.allocate(16 + COUNT * side * side);
      images.putInt(0x803).putInt(COUNT).putInt(side).putInt(side);
      ByteBuffer labels = ByteBuffer.allocate(8 + COUNT).putInt(0x801).putInt(COUNT);
      for (int i = 0; i < COUNT; i++) {
        byte[] image = new byte[side * side];
        Arrays.fill(image, (byte) (i % 2 == 0 ? 0 : 255));
        images.put(image);
        labels.put((byte) (i % 2));
      }
      Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.array());
      Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.array());
    }
    return folder;
  }

  /** Mean of all numbers of an array of samples: 0 if they are black, 1 if they are white. */
  static double brightness(Path array) {
    float[] values = Npy.read(array).bytes().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
