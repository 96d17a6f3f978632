package dev.culebra.cli;

import dev.culebra.data.Npy;
import dev.culebra.eval.Figures;
import dev.culebra.files.UserError;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * A file that images are written to: a page of them as .png, or their pixels as .npy.
 *
 * @param isPicture whether the name ends in .png
 */
record PixelFile(Path file, boolean isPicture) {
  /**
   * @param sample shape of a sample
   * @throws UserError if the name ends in neither, or asks for a picture of what is none
   */
  static PixelFile of(String flag, Path file, Shape sample) {
    String name = file.toString();
    if (name.endsWith(".png") && sample.rank() != 3) {
      throw new UserError(
          flag + " " + file + ": samples " + sample + " are no images; give a .npy");
    }
    if (!name.endsWith(".png") && !name.endsWith(".npy")) {
      throw new UserError(flag + " " + file + ": unknown kind of file; give a .png or a .npy");
    }
    return new PixelFile(file, name.endsWith(".png"));
  }

  /** Writes dense images {@code [N,H,W,C]}; atomic. */
  void write(float[] pixels, Shape sample, String title, String caption) {
    if (isPicture) {
      Figures.page(file, title, caption, pixels, sample);
    } else {
      array(file, pixels, sample);
    }
  }

  /** Writes dense rows as a float32 array {@code [N, row...]}; atomic. */
  static void array(Path file, float[] values, Shape row) {
    int count = Math.toIntExact(values.length / row.elements());
    Npy.write(
        file,
        new TensorType(DType.F32, Shape.of(count).append(row.sizes())),
        MemorySegment.ofArray(values));
  }
}
