package dev.culebra.cli;

import dev.culebra.data.CmuDict;
import dev.culebra.data.Symbols;
import dev.culebra.files.FileProblem;
import dev.culebra.files.UserError;
import dev.culebra.model.Model;
import dev.culebra.model.Saved;
import dev.culebra.model.Seq2Seq;
import dev.culebra.model.Translator;
import dev.culebra.model.Zoo;
import dev.culebra.par.Workers;
import dev.culebra.run.Device;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "translate",
    description = "Prints how words are said: the word, a tab, and its phonemes.",
    footer = "  culebra translate runs/seq2seq-1 --in words.txt --beam 5")
final class TranslateCommand extends CommonOptions {
  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "A run folder, or a model.safetensors.")
  private Path run;

  @Option(
      names = "--in",
      required = true,
      paramLabel = "FILE",
      description = "A text file with a word a line.")
  private Path in;

  @Mixin private BeamOptions search = new BeamOptions();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads to compute with; 0 for one per processor [0].")
  private int threads;

  @Option(names = "--device", paramLabel = "DEVICE", description = "Where to compute [cpu].")
  private String device = "cpu";

  TranslateCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    requireCpu(device);
    require(threads >= 0 && threads <= 1024, "--threads", threads, "0 to 1024");
    search.check();
    int used = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    try (Model model = Saved.load(run);
        Device cpu = Device.cpu(Workers.of(used))) {
      Seq2Seq able = able(model);
      List<String> words = words(able.config().length());
      Symbols phonemes = CmuDict.phonemes(false);
      try (Translator translator = search.over(able, cpu)) {
        List<int[]> said =
            translator.translate(
                words.stream().map(word -> CmuDict.graphemes().encode(letters(word))).toList());
        for (int i = 0; i < said.size(); i++) {
          console
              .out()
              .println(words.get(i) + "\t" + String.join(" ", phonemes.decode(said.get(i))));
        }
      }
    }
    return Main.DONE;
  }

  private Seq2Seq able(Model model) {
    if (!BeamOptions.isOfWords(model)) {
      throw new UserError(
          run
              + ": "
              + Zoo.of(model.config()).name()
              + " does not say words; give a run of culebra train seq2seq --data cmudict");
    }
    return (Seq2Seq) model;
  }

  /** The words of the file in lower case; empty lines are left out. */
  private List<String> words(int longest) {
    List<String> words = new ArrayList<>();
    int number = 0;
    for (String line : lines()) {
      number++;
      String word = line.strip().toLowerCase(Locale.ROOT);
      if (!word.isEmpty()) {
        check(word, number, longest);
        words.add(word);
      }
    }
    if (words.isEmpty()) {
      throw new UserError(in + ": no word in it; give a word a line");
    }
    return words;
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(in);
    } catch (MalformedInputException notText) {
      throw new UserError(in + ": not UTF-8 text; give a word a line", notText);
    } catch (IOException problem) {
      throw FileProblem.reading(in, problem);
    }
  }

  private void check(String word, int number, int longest) {
    String where = in + ": line " + number + ": ";
    for (String letter : letters(word)) {
      if (!CmuDict.graphemes().has(letter)) {
        throw new UserError(
            where
                + "'"
                + letter
                + "' in '"
                + word
                + "' is no letter of the model's; it reads a to z and the apostrophe");
      }
    }
    if (word.length() > longest) {
      throw new UserError(
          where
              + "'"
              + word
              + "' has "
              + word.length()
              + " letters, the model reads up to "
              + longest
              + "; shorten it or leave it out");
    }
  }

  private static List<String> letters(String word) {
    return Arrays.asList(word.split(""));
  }
}
