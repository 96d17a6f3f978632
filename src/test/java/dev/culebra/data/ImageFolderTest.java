package dev.culebra.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.UserError;
import dev.culebra.shape.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  private static final ImageFolder.Options AS_THEY_ARE = ImageFolder.Options.AS_THEY_ARE;

  @TempDir Path folder;

  @Test
  void greyPixelsArriveUnchanged() throws IOException {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 256; i++) {
      image.getRaster().setSample(i % 16, i / 16, 0, i);
    }
    save(image, "a.png");
    Dataset data = ImageFolder.samples(folder, AS_THEY_ARE);
    assertEquals(Shape.of(16, 16, 1), data.sampleShape());
    float[] row = row(data, 0);
    for (int i = 0; i < 256; i++) {
      assertEquals((float) i / 255f, row[i]);
    }
    assertFalse(data.isLabelled());
  }

  @Test
  void sixteenBitAndOneBitGreyAreScaled() throws IOException {
    BufferedImage deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(0, 0, 0, 65535);
    deep.getRaster().setSample(1, 0, 0, 128 * 257);
    save(deep, "deep.png");
    BufferedImage flat = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
    flat.setRGB(1, 0, 0xffffffff);
    save(flat, "flat.png");
    Dataset data = ImageFolder.samples(folder, AS_THEY_ARE);
    assertArrayEquals(new float[] {1f, 128 / 255f}, row(data, 0));
    assertArrayEquals(new float[] {0f, 1f}, row(data, 1));
  }

  @Test
  void coloursAreInOrderAndTransparencyShowsWhite() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0xff102030);
    image.setRGB(1, 0, 0x00102030);
    save(image, "a.png");
    Dataset data = ImageFolder.samples(folder, AS_THEY_ARE);
    assertEquals(Shape.of(1, 2, 3), data.sampleShape());
    assertArrayEquals(new float[] {16 / 255f, 32 / 255f, 48 / 255f, 1, 1, 1}, row(data, 0));
    Dataset grey = ImageFolder.samples(folder, new ImageFolder.Options(0, 1));
    // (299 * 16 + 587 * 32 + 114 * 48 + 500) / 1000 = 29
    assertArrayEquals(new float[] {29 / 255f, 1}, row(grey, 0));
  }

  @Test
  void jpegIsReadAndSubfoldersAreLabels() throws IOException {
    save(flat(8, 8, 200), "b/2.jpg");
    save(flat(8, 8, 100), "a/1.JPEG");
    save(flat(8, 8, 50), "b/deeper/1.png");
    Files.writeString(folder.resolve("a/notes.txt"), "not a picture");
    Dataset data = ImageFolder.samples(folder, AS_THEY_ARE);
    assertEquals(List.of("a", "b"), data.classNames());
    assertEquals(3, data.count());
    assertArrayEquals(new int[] {0, 1, 1}, new int[] {data.label(0), data.label(1), data.label(2)});
    assertEquals(100 / 255f, row(data, 0)[9], 2 / 255f);
    assertEquals(200 / 255f, row(data, 1)[9], 2 / 255f);
    assertEquals(50 / 255f, row(data, 2)[9]);
  }

  @Test
  void trainAndTestFoldersAreTheSplit() throws IOException {
    save(flat(4, 4, 1), "train/cat/1.png");
    save(flat(4, 4, 2), "train/dog/1.png");
    save(flat(4, 4, 3), "test/dog/1.png");
    Split split = Datasets.open(folder.toString());
    assertEquals(2, split.train().count());
    assertEquals(1, split.test().count());
    assertEquals("dog", split.test().classNames().get(split.test().label(0)));
    save(flat(5, 5, 3), "test/dog/1.png");
    assertEquals(
        folder.getFileName()
            + ": training samples are [4,4,1], test samples [5,5,1]; give both the same shape",
        assertThrows(UserError.class, () -> Datasets.open(folder.toString())).getMessage());
  }

  @Test
  void heldOutPicturesStayHeldOutWhenOthersCome() throws IOException {
    for (int i = 0; i < 200; i++) {
      save(flat(1, 1, i), "p%03d.png".formatted(i));
    }
    Split before = ImageFolder.open(folder, AS_THEY_ARE);
    assertEquals(200, before.train().count() + before.test().count());
    assertTrue(before.test().count() >= 8 && before.test().count() <= 36);
    assertEquals(before.hash(), ImageFolder.open(folder, AS_THEY_ARE).hash());
    save(flat(1, 1, 250), "a.png");
    Split after = ImageFolder.open(folder, AS_THEY_ARE);
    assertEquals(201, after.train().count() + after.test().count());
    boolean[] isTest = new boolean[256];
    for (int i = 0; i < after.test().count(); i++) {
      isTest[Math.round(row(after.test(), i)[0] * 255)] = true;
    }
    for (int i = 0; i < before.test().count(); i++) {
      assertTrue(isTest[Math.round(row(before.test(), i)[0] * 255)]);
    }
  }

  @Test
  void croppingAndResizing() throws IOException {
    BufferedImage image = new BufferedImage(8, 4, BufferedImage.TYPE_BYTE_GRAY);
    for (int x = 0; x < 8; x++) {
      for (int y = 0; y < 4; y++) {
        image.getRaster().setSample(x, y, 0, x < 2 || x >= 6 ? 255 : 10 * x);
      }
    }
    save(image, "wide.png");
    assertArrayEquals(
        new float[] {20 / 255f, 30 / 255f, 40 / 255f, 50 / 255f},
        Arrays.copyOf(row(ImageFolder.samples(folder, new ImageFolder.Options(4, 0)), 0), 4));
    // The triangle reaches 2 pixels: weights 3, 3, 1 of 7 and their mirror.
    assertArrayEquals(
        new float[] {27 / 255f, 43 / 255f},
        Arrays.copyOf(row(ImageFolder.samples(folder, new ImageFolder.Options(2, 0)), 0), 2));
    float[] constant = row(resized(flat(7, 9, 77), 5), 0);
    for (float value : constant) {
      assertEquals(77 / 255f, value);
    }
    assertEquals(25, constant.length);
  }

  @Test
  void oddPicturesAreNamed() throws IOException {
    save(flat(4, 4, 1), "a.png");
    Path odd = save(flat(5, 4, 1), "b.png");
    refuses(
        odd
            + ": is 4x5x1 (height x width x channels), a.png is 4x4x1"
            + "; choose a size to crop and resize all to");
    save(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "b.png");
    refuses(odd + ": has 3 channels, a.png has 1; choose 1 (grey) or 3 (colour) channels for all");
    assertEquals(2, ImageFolder.samples(folder, new ImageFolder.Options(0, 3)).count());
    byte[] whole = Files.readAllBytes(folder.resolve("a.png"));
    Files.write(odd, Arrays.copyOf(whole, whole.length / 2));
    String cure = "; replace it or take it out of the folder";
    startsAndEnds(odd + ": ", cure);
    Files.writeString(odd, "not a png at all");
    refuses(odd + ": is no PNG or JPEG inside" + cure);
    byte[] flipped = whole.clone();
    for (int i = 16; i < 24; i++) {
      flipped[i] ^= 0x55;
    }
    Files.write(odd, flipped);
    startsAndEnds(odd + ": ", cure);
  }

  @Test
  void foldersWithoutPictures() throws IOException {
    refuses(folder + ": no .png, .jpg or .jpeg in it; give a folder of pictures");
    save(flat(1, 1, 1), "only.png");
    UserError one = assertThrows(UserError.class, () -> ImageFolder.open(folder, AS_THEY_ARE));
    assertEquals(
        folder.getFileName() + ": 1 samples are too few to hold some out; give 2 or more",
        one.getMessage());
  }

  @Test
  void unknownNamesListWhatThereIs() throws IOException {
    String known =
        "; there are mnist, fashion-mnist, lines, emoji, cmudict, or give a folder of IDX files,"
            + " of PNG or JPEG pictures or of texts, a .npy file, or a file of the CMU dictionary";
    assertEquals(
        "data 'minst': no data set or path of that name" + known,
        assertThrows(UserError.class, () -> Datasets.open("minst")).getMessage());
    Path text = Files.writeString(folder.resolve("a.csv"), "1,2");
    assertEquals(
        text
            + ": not a kind of data Culebra reads; give a folder of IDX files,"
            + " of PNG or JPEG pictures or of texts, a .npy file, or a file of the CMU dictionary",
        assertThrows(UserError.class, () -> Datasets.open(text.toString())).getMessage());
    Path picture = save(flat(3, 3, 9), "p.png");
    assertEquals(1, Datasets.samples(picture.toString(), AS_THEY_ARE).count());
    assertThrows(UserError.class, () -> new ImageFolder.Options(-1, 0));
    assertThrows(UserError.class, () -> new ImageFolder.Options(0, 2));
  }

  private Dataset resized(BufferedImage image, int size) throws IOException {
    Path file = save(image, "resized/x.png");
    return Datasets.samples(file.toString(), new ImageFolder.Options(size, 0));
  }

  private void refuses(String message) {
    UserError error = assertThrows(UserError.class, () -> ImageFolder.samples(folder, AS_THEY_ARE));
    assertEquals(message, error.getMessage());
  }

  private void startsAndEnds(String start, String end) {
    UserError error = assertThrows(UserError.class, () -> ImageFolder.samples(folder, AS_THEY_ARE));
    assertTrue(error.getMessage().startsWith(start), error.getMessage());
    assertTrue(error.getMessage().endsWith(end), error.getMessage());
    assertEquals(1, error.getMessage().lines().count(), error.getMessage());
  }

  private Path save(BufferedImage image, String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    String format = name.endsWith(".png") ? "png" : "jpg";
    assertTrue(ImageIO.write(image, format, file.toFile()));
    return file;
  }

  private static BufferedImage flat(int width, int height, int grey) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < width * height; i++) {
      image.getRaster().setSample(i % width, i / width, 0, grey);
    }
    return image;
  }

  private static float[] row(Dataset data, int index) {
    float[] row = new float[(int) data.sampleShape().elements()];
    data.copy(index, MemorySegment.ofArray(row), 0);
    return row;
  }
}
