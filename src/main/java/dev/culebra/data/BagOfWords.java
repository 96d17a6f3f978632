package dev.culebra.data;

import dev.culebra.files.FileProblem;
import dev.culebra.files.UserError;
import dev.culebra.shape.Shape;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder of texts in UTF-8 as counts of their words. Every file is a text, in the order of the
 * paths, but those whose name begins with a full stop. Texts in sub-folders have the name of the
 * first sub-folder as their class. With sub-folders {@code train} and {@code test} these are the
 * split; otherwise one text in ten is held out by a hash of its path.
 *
 * <p>Words are runs of at least two letters, in lower case; digits, apostrophes and hyphens part
 * them. The vocabulary is the most frequent words of the training texts, equally frequent ones in
 * alphabetical order.
 *
 * @param vocabulary what the counts count, most frequent first
 * @param split samples {@code [vocabulary]}: how often each word occurs, as float32
 * @param learned paths of the training texts, in the samples' order
 */
public record BagOfWords(List<String> vocabulary, Split split, List<String> learned) {
  /**
   * Which words count.
   *
   * @param words size of the vocabulary, at least 1
   * @param mostTexts words in more than this share of the training texts are left out; 1 to keep
   *     all
   */
  public record Options(int words, double mostTexts) {
    /** 2,000 words, without those that more than half of the texts have. */
    public static final Options STANDARD = new Options(2000, 0.5);

    public Options {
      if (words < 1 || !(mostTexts > 0 && mostTexts <= 1)) {
        throw new UserError(
            "texts: %d words, most texts %s; words are 1 or more, the share is above 0 and at most 1"
                .formatted(words, mostTexts));
      }
    }
  }

  private record Text(String path, List<String> words) {}

  public BagOfWords {
    vocabulary = List.copyOf(vocabulary);
    learned = List.copyOf(learned);
  }

  /**
   * Reads a folder of texts.
   *
   * @throws UserError if there is none, one cannot be read, is not UTF-8 or has no word, or there
   *     are fewer different words than asked for
   */
  public static BagOfWords open(Path folder, Options options) {
    Path train = folder.resolve("train");
    Path test = folder.resolve("test");
    String name = folder.toAbsolutePath().normalize().getFileName().toString();
    if (Files.isDirectory(train) && Files.isDirectory(test)) {
      List<Text> learned = texts(train);
      List<Text> held = texts(test);
      List<String> vocabulary = vocabulary(folder, learned, options);
      List<String> classes =
          FileTree.classes(Stream.concat(learned.stream(), held.stream()).map(Text::path));
      return new BagOfWords(
          vocabulary,
          new Split(
              dataset(name, learned, vocabulary, classes),
              dataset(name, held, vocabulary, classes)),
          learned.stream().map(Text::path).toList());
    }
    List<Text> texts = texts(folder);
    Split.Sides sides = Split.sides(name, texts.size(), index -> texts.get(index).path());
    List<Text> learned = new ArrayList<>();
    for (int index : sides.train()) {
      learned.add(texts.get(index));
    }
    List<String> vocabulary = vocabulary(folder, learned, options);
    Dataset all =
        dataset(name, texts, vocabulary, FileTree.classes(texts.stream().map(Text::path)));
    return new BagOfWords(
        vocabulary,
        new Split(all.select(sides.train()), all.select(sides.test())),
        learned.stream().map(Text::path).toList());
  }

  /**
   * The texts of a file or folder, counted by this vocabulary; without labels.
   *
   * @throws UserError as {@link #open}
   */
  public Dataset samples(Path path) {
    String name = path.toAbsolutePath().normalize().getFileName().toString();
    List<Text> texts = Files.isDirectory(path) ? texts(path) : List.of(new Text(name, words(path)));
    return dataset(name, texts, vocabulary, List.of());
  }

  /** The paths of a folder's texts, in the order of {@link #samples}; of a file its name. */
  public static List<String> paths(Path path) {
    return Files.isDirectory(path)
        ? List.copyOf(FileTree.files(path, BagOfWords::isText).keySet())
        : List.of(path.getFileName().toString());
  }

  private static boolean isText(String name) {
    return !name.startsWith(".");
  }

  /** How often each word of the vocabulary occurs in a text. */
  public float[] counts(String text) {
    return counts(TextWords.of(text), places(vocabulary));
  }

  private static List<Text> texts(Path folder) {
    SequencedMap<String, Path> files = FileTree.files(folder, BagOfWords::isText);
    if (files.isEmpty()) {
      throw new UserError(folder + ": no file in it; give a folder of texts");
    }
    List<Text> texts = new ArrayList<>();
    files.forEach((path, file) -> texts.add(new Text(path, words(file))));
    return texts;
  }

  private static List<String> words(Path file) {
    try {
      List<String> words = TextWords.of(Files.readString(file));
      if (words.isEmpty()) {
        throw new UserError(file + ": no word in it; take it out of the folder");
      }
      return words;
    } catch (CharacterCodingException malformed) {
      throw new UserError(
          file + ": not UTF-8; convert it (iconv -t utf-8) or take it out of the folder",
          malformed);
    } catch (IOException problem) {
      throw FileProblem.reading(file, problem);
    }
  }

  private static List<String> vocabulary(Path folder, List<Text> texts, Options options) {
    Map<String, Integer> occurrences = new TreeMap<>();
    Map<String, Integer> having = new HashMap<>();
    for (Text text : texts) {
      text.words().forEach(word -> occurrences.merge(word, 1, Integer::sum));
      new HashSet<>(text.words()).forEach(word -> having.merge(word, 1, Integer::sum));
    }
    // The sort is stable, so equally frequent words stay in the map's alphabetical order.
    List<String> chosen =
        occurrences.keySet().stream()
            .filter(word -> having.get(word) <= options.mostTexts * texts.size())
            .sorted(Comparator.comparing(occurrences::get, Comparator.reverseOrder()))
            .limit(options.words)
            .toList();
    if (chosen.size() < options.words) {
      throw new UserError(
          "%s: %d different words to count, %d asked for; ask for fewer or give more text"
              .formatted(folder, chosen.size(), options.words));
    }
    return chosen;
  }

  private static Dataset dataset(
      String name, List<Text> texts, List<String> vocabulary, List<String> classes) {
    Map<String, Integer> places = places(vocabulary);
    long size = (long) texts.size() * vocabulary.size();
    if (size > Integer.MAX_VALUE - 8) {
      throw new UserError(
          "%s: %d texts by %d words are more than an array holds; ask for fewer words"
              .formatted(name, texts.size(), vocabulary.size()));
    }
    float[] values = new float[(int) size];
    int[] labels = classes.isEmpty() ? null : new int[texts.size()];
    for (int row = 0; row < texts.size(); row++) {
      float[] counts = counts(texts.get(row).words(), places);
      System.arraycopy(counts, 0, values, row * counts.length, counts.length);
      if (labels != null) {
        labels[row] = classes.indexOf(FileTree.className(texts.get(row).path()));
      }
    }
    return FloatArrays.labelled(name, values, Shape.of(vocabulary.size()), labels, classes);
  }

  private static float[] counts(List<String> words, Map<String, Integer> places) {
    float[] counts = new float[places.size()];
    for (String word : words) {
      Integer place = places.get(word);
      if (place != null) {
        counts[place]++;
      }
    }
    return counts;
  }

  private static Map<String, Integer> places(List<String> vocabulary) {
    Map<String, Integer> places = new HashMap<>();
    vocabulary.forEach(word -> places.put(word, places.size()));
    return places;
  }
}
