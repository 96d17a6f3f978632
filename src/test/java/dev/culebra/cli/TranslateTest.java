package dev.culebra.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Words and how they are said, from the dictionary to the command's output. */
class TranslateTest {
  @TempDir private Path folder;
  private Path dictionary;
  private Path run;

  /** All words of one to three of the letters b, d and k, said as they are spelled. */
  @BeforeEach
  void write() throws IOException {
    List<String> words = new ArrayList<>(List.of(""));
    for (int i = 0; words.get(i).length() < 3; i++) {
      for (String letter : List.of("b", "d", "k")) {
        words.add(words.get(i) + letter);
      }
    }
    List<String> lines =
        words.stream()
            .skip(1)
            .map(word -> word + " " + String.join(" ", word.toUpperCase().split("")))
            .toList();
    dictionary = Files.write(folder.resolve("cmudict.dict"), lines);
    run = folder.resolve("run");
  }

  private Command train(Object... more) {
    List<Object> all =
        new ArrayList<>(List.of("train", "seq2seq", "--data", dictionary, "--out", run));
    all.addAll(List.of("--hidden", 16, "--embedding", 8, "--threads", 1));
    all.addAll(List.of(more));
    return Command.run(all.toArray());
  }

  private Command translate(String words, Object... more) throws IOException {
    Path file = Files.writeString(folder.resolve("words.txt"), words);
    List<Object> all = new ArrayList<>(List.of("translate", run, "--in", file));
    all.addAll(List.of(more));
    return Command.run(all.toArray());
  }

  @Test
  void saysWhatItLearned() throws IOException {
    train("--steps", 500, "--lr", 0.01, "--dropout", 0).done();
    String wanted = "bkd\tB K D\nd\tD\n";
    assertEquals(wanted, translate("BKD\n\nd\n").done());
    assertEquals(wanted, translate("bkd\nd\n", "--beam", 4, "--length-power", 1).done());
    String judged = Command.run("eval", run, "--threads", 1).done();
    String json = Command.run("eval", run, "--threads", 1, "--json").done();
    Matcher rate = Pattern.compile("\"word_error_rate\" : ([0-9.]+)").matcher(json);
    assertTrue(rate.find(), json);
    double percent = 100 * Double.parseDouble(rate.group(1));
    assertTrue(percent < 70, json);
    String wrong = Console.format("%.2f %% of 3 words, beam 1", percent);
    assertTrue(judged.contains(wrong), judged + " should say " + wrong);
  }

  @Test
  void wordsThatCannotBeRead() throws IOException {
    train("--steps", 1).done();
    assertTrue(translate(" \n\n").refused().endsWith("no word in it; give a word a line"));
    String line = translate("bd\ncaf\u00e9\n").refused();
    assertTrue(line.contains("line 2: '\u00e9' in 'caf\u00e9' is no letter"), line);
    line = translate("b".repeat(35)).refused();
    assertTrue(line.contains("b' has 35 letters, the model reads up to 34"), line);
    assertTrue(translate("b\n", "--beam", 0).refused().contains("--beam 0: out of range"));
    Path nothing = folder.resolve("nothing.txt");
    line = Command.run("translate", run, "--in", nothing).refused();
    assertTrue(line.contains("nothing.txt"), line);
    Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xff, 'a'});
    line = Command.run("translate", run, "--in", folder.resolve("bytes")).refused();
    assertTrue(line.contains("not UTF-8"), line);
  }

  @Test
  void otherModelsAndOtherData() throws IOException {
    Path bars = MainTest.bars(folder.resolve("bars.npy"), 40);
    Command.train(bars, run, "--steps", 1).done();
    assertTrue(translate("b\n").refused().contains("vae does not say words"));
    Path other = folder.resolve("other");
    String line = Command.run("train", "seq2seq", "--data", bars, "--out", other).refused();
    assertTrue(line.contains("[6,6,1]"), line);
    line = Command.run("train", "vae", "--data", dictionary, "--out", other).refused();
    assertTrue(line.contains("[35,2]"), line);
    line = Command.run("train", "seq2seq", "--data", dictionary, "--hidden", 5).refused();
    assertTrue(line.contains("--hidden"), line);
    Files.writeString(dictionary, ";;; nothing\n");
    line = Command.run("train", "seq2seq", "--data", dictionary, "--out", other).refused();
    assertTrue(line.contains("no entry in it"), line);
    assertFalse(Files.exists(other.resolve("config.json")));
  }
}
