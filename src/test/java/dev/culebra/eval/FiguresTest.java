package dev.culebra.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.eval.Curves.Curve;
import dev.culebra.files.UserError;
import dev.culebra.shape.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresTest {
  @TempDir private Path folder;

  @Test
  void aPageShowsEachPixelAsASquare() throws IOException {
    Path file = folder.resolve("deep/page.png");
    float[] image = {0, 1, 0.5f, Float.NaN};
    Figures.page(file, "title", "caption", image, Shape.of(2, 2, 1));
    BufferedImage page = ImageIO.read(file.toFile());
    int bottom = page.getHeight() - 21;
    int left = 20;
    assertEquals(0xff000000 | 0x808080, page.getRGB(left, bottom));
    assertEquals(0xff000000, page.getRGB(left + 83, bottom), "not a number shows black");
    assertEquals(0xff000000, page.getRGB(left, bottom - 83));
    assertEquals(0xffffffff, page.getRGB(left + 83, bottom - 83));
    assertEquals(0xffffffff, page.getRGB(left - 1, bottom), "margin");
  }

  @Test
  void threeChannelsAreColours() throws IOException {
    Path file = folder.resolve("page.png");
    Figures.page(file, "", "", new float[] {1, 0.2f, -4}, Shape.of(1, 1, 3));
    BufferedImage page = ImageIO.read(file.toFile());
    assertEquals(0xffff3300, page.getRGB(20, page.getHeight() - 21));
  }

  @Test
  void pairsStandAboveEachOther() throws IOException {
    Path file = folder.resolve("pairs.png");
    Figures.reconstructions(file, "", new float[] {1, 1}, new float[] {0, 0}, Shape.of(1, 1, 1));
    BufferedImage page = ImageIO.read(file.toFile());
    assertEquals(0xff000000, page.getRGB(20, page.getHeight() - 21));
    assertEquals(0xffffffff, page.getRGB(20, page.getHeight() - 21 - 84 - 4));
  }

  @Test
  void wrongLengthsAreRefused() {
    Path file = folder.resolve("page.png");
    assertThrows(
        IllegalArgumentException.class,
        () -> Figures.page(file, "", "", new float[5], Shape.of(2, 2, 1)));
    assertThrows(
        IllegalArgumentException.class,
        () -> Figures.reconstructions(file, "", new float[4], new float[8], Shape.of(2, 2, 1)));
    assertFalse(Files.exists(file));
  }

  @Test
  void aFileInTheWayIsTheUsersError() throws IOException {
    Path inTheWay = Files.writeString(folder.resolve("file"), "here");
    assertThrows(
        UserError.class,
        () -> Figures.page(inTheWay.resolve("page.png"), "", "", new float[4], Shape.of(2, 2, 1)));
  }

  @Test
  void curvesAreOnePanelEach() throws IOException {
    Path file = folder.resolve("curves.png");
    Curve loss = Curve.of("loss");
    Curve kl = Curve.of("kl");
    for (int epoch = 1; epoch <= 3; epoch++) {
      loss.train().add(epoch, 100.0 / epoch);
      loss.test().add(epoch, 110.0 / epoch);
      kl.test().add(epoch, epoch);
    }
    boolean written = Curves.write(file, "nats", List.of(loss, kl));
    assertEquals(Figures.textRefusal() == null, written, "only a machine without fonts has none");
    if (written) {
      BufferedImage page = ImageIO.read(file.toFile());
      assertArrayEquals(new int[] {920, 340}, new int[] {page.getWidth(), page.getHeight()});
      assertTrue(hasInk(page, 0) && hasInk(page, 460), "both panels are drawn");
    }
    assertFalse(Curves.write(file, "nats", List.of()));
  }

  private static boolean hasInk(BufferedImage page, int left) {
    for (int x = left; x < left + 460; x++) {
      for (int y = 0; y < page.getHeight(); y++) {
        if (page.getRGB(x, y) == 0xff0b6e99) {
          return true;
        }
      }
    }
    return false;
  }
}
