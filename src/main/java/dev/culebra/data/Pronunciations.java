package dev.culebra.data;

import dev.culebra.files.UserError;
import java.util.Comparator;
import java.util.List;

/**
 * Words with the ways to say them: spelled by graphemes, said by phonemes. Immutable.
 *
 * @param graphemes numbers of the letters
 * @param phonemes numbers of the sounds
 * @param words in the order of their spelling
 */
public record Pronunciations(Symbols graphemes, Symbols phonemes, List<Word> words) {
  /**
   * A word.
   *
   * @param spelling in lower case
   * @param graphemes the spelling in numbers; not copied
   * @param phonemes the ways to say it in numbers, at least one, all different; not copied
   */
  public record Word(String spelling, int[] graphemes, List<int[]> phonemes) {}

  /**
   * Words to learn from, to choose by, and to judge by; all ways to say a word are on one side.
   *
   * @param train the rest
   * @param validation words that choose when to stop
   * @param test words that judge
   */
  public record Parts(List<Word> train, List<Word> validation, List<Word> test) {}

  public Pronunciations {
    words = List.copyOf(words);
  }

  /**
   * Splits by a hash, for ever the same: words in the order of the SHA-256 of {@code
   * "culebra/pronunciations/" + spelling}, as hexadecimal text; the first {@code test} judge, the
   * next {@code validation} choose, the rest teach. Each part is in the order of the spelling.
   *
   * @throws UserError if no word would be left to learn from
   */
  public Parts split(int validation, int test) {
    if (validation < 0 || test < 0 || words.size() - (long) validation - test < 1) {
      throw new UserError(
          "pronunciations: %d words are too few to hold out %d for validation and %d for test"
                  .formatted(words.size(), validation, test)
              + "; give a larger dictionary or hold out fewer");
    }
    record Hashed(String hash, Word word) {}
    List<Word> order =
        words.stream()
            .map(word -> new Hashed(Sha256.hex("culebra/pronunciations/" + word.spelling()), word))
            .sorted(Comparator.comparing(Hashed::hash))
            .map(Hashed::word)
            .toList();
    return new Parts(
        spelled(order.subList(test + validation, order.size())),
        spelled(order.subList(test, test + validation)),
        spelled(order.subList(0, test)));
  }

  /**
   * The split of the published size: 12,000 words judge, of fewer than 120,000 one in ten, and the
   * rest teach. None choose when to stop.
   */
  public Parts parts() {
    return split(0, Math.clamp(words.size() / 10, 1, CmuDict.TEST));
  }

  /** {@link #parts} to train on and to judge by: each way to say each word is a sample. */
  public Split samples(String name) {
    Parts parts = parts();
    List<SequencePair> train = pairs(parts.train());
    List<SequencePair> test = pairs(parts.test());
    int longest = pairs(words).stream().mapToInt(PaddedPairs::length).max().orElse(1);
    int length = Math.max(CmuDict.LENGTH, longest);
    return new Split(PaddedPairs.of(name, train, length), PaddedPairs.of(name, test, length));
  }

  /** SHA-256 of all words and ways to say them, in hexadecimal: a run's provenance. */
  public String hash() {
    StringBuilder text = new StringBuilder();
    for (Word word : words) {
      for (int[] said : word.phonemes()) {
        String sounds = String.join(" ", phonemes.decode(said));
        text.append(word.spelling()).append(' ').append(sounds).append('\n');
      }
    }
    return Sha256.hex(text.toString());
  }

  /** Each way to say each word as a pair to learn from. */
  public static List<SequencePair> pairs(List<Word> words) {
    return words.stream()
        .flatMap(
            word -> word.phonemes().stream().map(said -> new SequencePair(word.graphemes(), said)))
        .toList();
  }

  private static List<Word> spelled(List<Word> words) {
    return words.stream().sorted(Comparator.comparing(Word::spelling)).toList();
  }
}
