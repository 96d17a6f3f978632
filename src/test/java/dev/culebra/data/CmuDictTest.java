package dev.culebra.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.data.Pronunciations.Word;
import dev.culebra.files.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class CmuDictTest {
  private static final String CLASSIC =
      """
      ;;; # comment of the head
      "CLOSE-QUOTE  K L OW1 Z K W OW1 T
      A  AH0
      A(1)  EY1
      D\u00c9J\u00c0  D EY2 ZH AA1
      DON'T  D OW1 N T
      RECORD  R AH0 K AO1 R D
      RECORD(1)  R EH1 K ER0 D
      RECORD(2)  R AH1 K AO0 R D
      """;
  private static final String SMALL =
      """
      a AH0
      a(2) EY1
      aalborg AO1 L B AO0 R G # place, danish
      don't D OW1 N T
      """;
  private static final String MODULE =
      """
      /** @type {{ [word: string]: string }} */
      export const dictionary = {
        "a": "AH0",
        "a(2)": "EY1",
        "a.m.": "EY2 EH1 M",
        "aalborg": "AO1 L B AO0 R G # place, danish",
        "don't": "D OW1 N T"
      }
      """;

  @TempDir Path folder;

  private Path file(String name, String content) throws IOException {
    return Files.write(folder.resolve(name), content.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static List<String> said(Pronunciations read, int word) {
    return read.words().get(word).phonemes().stream()
        .map(way -> String.join(" ", read.phonemes().decode(way)))
        .toList();
  }

  private static List<String> spellings(List<Word> words) {
    return words.stream().map(Word::spelling).toList();
  }

  @Test
  void classicFile() throws IOException {
    Pronunciations read = CmuDict.read(file("cmudict-0.7b", CLASSIC), false);
    assertEquals(List.of("a", "don't", "record"), spellings(read.words()));
    assertEquals(List.of("AH", "EY"), said(read, 0));
    assertEquals(List.of("D OW N T"), said(read, 1));
    assertEquals(List.of("R AH K AO R D", "R EH K ER D"), said(read, 2));
  }

  @Test
  void stressIsKeptIfAsked() throws IOException {
    Pronunciations read = CmuDict.read(file("cmudict-0.7b", CLASSIC), true);
    List<String> record = List.of("R AH0 K AO1 R D", "R EH1 K ER0 D", "R AH1 K AO0 R D");
    assertEquals(record, said(read, 2));
    assertEquals(69, read.phonemes().symbols().size());
  }

  @Test
  void smallLettersAndModules() throws IOException {
    Pronunciations plain = CmuDict.read(file("cmudict.dict", SMALL), false);
    Pronunciations module = CmuDict.read(file("index.js", MODULE), false);
    for (Pronunciations read : List.of(plain, module)) {
      assertEquals(List.of("a", "aalborg", "don't"), spellings(read.words()));
      assertEquals(List.of("AH", "EY"), said(read, 0));
      assertEquals(List.of("AO L B AO R G"), said(read, 1));
    }
  }

  @Test
  void contentIsTheSameInAnyFile() throws IOException {
    String plain = CmuDict.read(file("cmudict.dict", SMALL), false).hash();
    assertEquals(plain, CmuDict.read(file("index.js", MODULE), false).hash());
    assertEquals(Sha256.hex("a AH\na EY\naalborg AO L B AO R G\ndon't D OW N T\n"), plain);
    assertNotEquals(plain, CmuDict.read(file("cmudict.dict", SMALL), true).hash());
  }

  @Test
  void numbersAreFixed() throws IOException {
    Pronunciations read = CmuDict.read(file("cmudict.dict", SMALL), false);
    assertEquals(27, read.graphemes().symbols().size());
    assertEquals(30, read.graphemes().count());
    assertEquals(39, read.phonemes().symbols().size());
    assertArrayEquals(new int[] {7, 18, 17, 3, 23}, read.words().get(2).graphemes());
    assertEquals(List.of("AA", "AE", "AH"), read.phonemes().symbols().subList(0, 3));
    assertArrayEquals(new int[] {5}, read.words().get(0).phonemes().getFirst());
  }

  @Test
  void symbolsEndAtTheEnd() {
    Symbols symbols = new Symbols(List.of("x", "y"));
    assertEquals(
        List.of("y", "x"), symbols.decode(new int[] {Symbols.START, 4, 3, Symbols.END, 3, 0}));
    assertThrows(IllegalArgumentException.class, () -> symbols.encode(List.of("z")));
    assertThrows(IllegalArgumentException.class, () -> new Symbols(List.of("x", "x")));
  }

  private static Pronunciations many(int count) {
    Symbols one = new Symbols(List.of("x"));
    List<Word> words =
        IntStream.range(0, count)
            .mapToObj(
                i -> new Word("w" + i, new int[] {3}, List.of(new int[] {3}, new int[] {3, 3})))
            .toList();
    return new Pronunciations(one, one, words);
  }

  @Test
  void splitIsFixedAndWhole() {
    Pronunciations.Parts parts = many(100).split(10, 20);
    assertEquals(70, parts.train().size());
    assertEquals(10, parts.validation().size());
    assertEquals(20, parts.test().size());
    assertEquals(140, Pronunciations.pairs(parts.train()).size());
    assertEquals(
        100,
        IntStream.range(0, 100)
            .filter(
                i ->
                    spellings(parts.train()).contains("w" + i)
                        ^ spellings(parts.validation()).contains("w" + i)
                        ^ spellings(parts.test()).contains("w" + i))
            .count());
    assertEquals(
        "w10 w12 w20 w31 w47 w50 w54 w55 w77 w93", String.join(" ", spellings(parts.validation())));
  }

  /** A word new to the dictionary moves no other but those it pushes over a bound. */
  @Test
  void newWordsHardlyMoveOthers() {
    List<String> before = spellings(many(100).split(10, 20).test());
    List<String> after = spellings(many(101).split(10, 20).test());
    assertTrue(after.stream().filter(before::contains).count() >= 19);
  }

  private static void assertProblem(String expected, Executable action) {
    UserError error = assertThrows(UserError.class, action);
    assertTrue(error.getMessage().contains(expected), error.getMessage());
  }

  @Test
  void problemsNameTheLine() throws IOException {
    Path missing = folder.resolve("none");
    assertProblem("there is no such file", () -> CmuDict.read(missing, false));
    Path empty = file("empty", ";;; nothing\n");
    assertProblem("no entry in it", () -> CmuDict.read(empty, false));
    Path strange = file("strange", "A  AH0\nBE  B QQ1\n");
    assertProblem("line 2: 'QQ1' is no phoneme", () -> CmuDict.read(strange, false));
    Path bare = file("bare", "A\n");
    assertProblem("line 1: 'A' is no word", () -> CmuDict.read(bare, false));
    Path stressless = file("stressless", "A  AH\n");
    assertProblem("'AH' is no phoneme", () -> CmuDict.read(stressless, true));
    assertProblem("100 words are too few", () -> many(100).split(50, 50));
  }
}
