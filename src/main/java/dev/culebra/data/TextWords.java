package dev.culebra.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of a text: longest runs of at least two letters (Unicode's L, marks included), in lower
 * case. Everything else parts words: digits, apostrophes, hyphens. Nothing is stemmed.
 */
final class TextWords {
  private static final Pattern WORD = Pattern.compile("\\p{L}[\\p{L}\\p{M}]+");

  private TextWords() {}

  static List<String> of(String text) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }
}
