package dev.culebra.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.data.BagOfWords.Options;
import dev.culebra.files.UserError;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BagOfWordsTest {
  @TempDir Path folder;

  private Path text(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private static float[] sample(Dataset data, int index) {
    float[] sample = new float[(int) data.sampleShape().elements()];
    data.copy(index, MemorySegment.ofArray(sample), 0);
    return sample;
  }

  private static void assertProblem(String expected, Path folder, Options options) {
    UserError error = assertThrows(UserError.class, () -> BagOfWords.open(folder, options));
    assertTrue(error.getMessage().contains(expected), error.getMessage());
  }

  @Test
  void wordsAreRunsOfLetters() {
    assertEquals(
        List.of("don", "the", "straße", "of", "état", "re", "do"),
        TextWords.of("Don't: THE Straße-42 of l'État! x re-do"));
    assertEquals(List.of("e\u0301te\u0301"), TextWords.of("E\u0301te\u0301"));
    assertEquals(List.of(), TextWords.of("1 + 1 = 2, a"));
  }

  @Test
  void countsByHand() throws IOException {
    text("train/sea/1.txt", "fish fish boat");
    text("train/sea/2.txt", "boat wave fish");
    text("train/land/1.txt", "tree boat");
    text("train/land/.hidden", "wave wave wave wave");
    text("test/land/1.txt", "tree tree stone");
    BagOfWords bag = BagOfWords.open(folder, new Options(4, 1));
    assertEquals(List.of("boat", "fish", "tree", "wave"), bag.vocabulary());
    Dataset train = bag.split().train();
    assertEquals(3, train.count());
    assertEquals(List.of("land", "sea"), train.classNames());
    assertArrayEquals(new float[] {1, 0, 1, 0}, sample(train, 0));
    assertArrayEquals(new float[] {1, 2, 0, 0}, sample(train, 1));
    assertArrayEquals(new float[] {1, 1, 0, 1}, sample(train, 2));
    assertEquals(0, train.label(0));
    assertEquals(1, train.label(1));
    assertArrayEquals(new float[] {0, 0, 2, 0}, sample(bag.split().test(), 0));
    assertEquals(0, bag.split().test().label(0));
    assertArrayEquals(new float[] {0, 3, 0, 1}, bag.counts("Fish, fish; FISH wave stone"));
    assertEquals(List.of("land/1.txt", "sea/1.txt", "sea/2.txt"), bag.learned());
    Dataset again = bag.samples(folder.resolve("test"));
    assertArrayEquals(new float[] {0, 0, 2, 0}, sample(again, 0));
    assertEquals(List.of("land/1.txt"), BagOfWords.paths(folder.resolve("test")));
    Dataset one = bag.samples(folder.resolve("train/sea/1.txt"));
    assertArrayEquals(new float[] {1, 2, 0, 0}, sample(one, 0));
    assertEquals(bag.split().hash(), openedByPath());
  }

  private String openedByPath() {
    assertTrue(Datasets.isTexts(folder));
    return Datasets.open(folder.toString(), ImageFolder.Options.AS_THEY_ARE, new Options(4, 1))
        .hash();
  }

  @Test
  void wordsOfTooManyTextsAreLeftOut() throws IOException {
    text("train/1", "boat fish");
    text("train/2", "boat fish");
    text("train/3", "boat tree");
    text("train/4", "boat tree tree tree");
    text("test/1", "boat");
    BagOfWords bag = BagOfWords.open(folder, new Options(2, 0.5));
    assertEquals(List.of("tree", "fish"), bag.vocabulary());
    assertFalse(bag.split().train().isLabelled());
  }

  /** The words of texts that are held out make no vocabulary. */
  @Test
  void withoutPartsOneTextInTenIsHeldOut() throws IOException {
    for (int i = 0; i < 60; i++) {
      text("topic" + i % 2 + "/" + i, "common word" + (char) ('a' + i % 26));
    }
    BagOfWords bag = BagOfWords.open(folder, new Options(1, 1));
    int held = bag.split().test().count();
    assertEquals(60, bag.split().train().count() + held);
    assertTrue(held >= 1 && held <= 15, held + " held out");
    assertEquals(List.of("common"), bag.vocabulary());
    assertEquals(bag.split().hash(), BagOfWords.open(folder, new Options(1, 1)).split().hash());
  }

  @Test
  void problems() throws IOException {
    Options one = new Options(1, 1);
    assertProblem("there is no such", folder.resolve("none"), one);
    assertProblem("no file in it", folder, one);
    text("a", "some words");
    assertProblem("1 samples are too few", folder, one);
    Path empty = text("b", " \n 42");
    assertProblem(empty + ": no word in it", folder, one);
    Files.write(empty, new byte[] {'a', 'b', (byte) 0xe9, ' ', 'c'});
    assertProblem(empty + ": not UTF-8", folder, one);
    text("b", "more words");
    assertProblem("different words to count, 9 asked for", folder, new Options(9, 1));
    assertThrows(UserError.class, () -> new Options(0, 1));
    assertThrows(UserError.class, () -> new Options(1, 0));
  }
}
