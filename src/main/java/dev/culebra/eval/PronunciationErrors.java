package dev.culebra.eval;

import dev.culebra.data.Pronunciations.Word;
import dev.culebra.model.Translator;
import java.util.List;

/**
 * How often spelled words are pronounced wrongly, where a word may have several right
 * pronunciations. A word is right if it equals any of them. For the phonemes it is compared with
 * the one of least edit distance, the first of equal ones: the rate is all edits over all phonemes
 * of those. Lower is better; a rate of phonemes may exceed 1.
 *
 * @param words how many words were judged
 * @param wordRate wrong words over words
 * @param phonemeRate edits over phonemes
 */
public record PronunciationErrors(int words, double wordRate, double phonemeRate) {
  /** Judges what a model says by all ways to say each word. */
  public static PronunciationErrors of(Translator translator, List<Word> words) {
    List<int[]> said = translator.translate(words.stream().map(Word::graphemes).toList());
    return of(said, words.stream().map(Word::phonemes).toList());
  }

  /**
   * Judges pronunciations.
   *
   * @param outputs a sequence of symbols for each word
   * @param references the right ones of each word, at least one, none of them empty
   */
  public static PronunciationErrors of(List<int[]> outputs, List<List<int[]>> references) {
    if (outputs.isEmpty() || outputs.size() != references.size()) {
      throw new IllegalArgumentException(
          "[pronunciation] %d words, references for %d"
              .formatted(outputs.size(), references.size()));
    }
    int wrong = 0;
    long edits = 0;
    long phonemes = 0;
    for (int word = 0; word < outputs.size(); word++) {
      int least = Integer.MAX_VALUE;
      int length = 0;
      for (int[] reference : references.get(word)) {
        int distance = EditDistance.between(outputs.get(word), reference);
        if (distance < least) {
          least = distance;
          length = reference.length;
        }
      }
      if (length == 0) {
        throw new IllegalArgumentException("[pronunciation] word " + word + " has no reference");
      }
      wrong += least > 0 ? 1 : 0;
      edits += least;
      phonemes += length;
    }
    return new PronunciationErrors(
        outputs.size(), (double) wrong / outputs.size(), (double) edits / phonemes);
  }
}
