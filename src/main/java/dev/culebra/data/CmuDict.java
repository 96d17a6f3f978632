package dev.culebra.data;

import dev.culebra.data.Pronunciations.Word;
import dev.culebra.files.FileProblem;
import dev.culebra.files.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The CMU Pronouncing Dictionary in any of its files: {@code cmudict-0.7b} ({@code WORD W ER1 D},
 * comments after {@code ;;;}), {@code cmudict.dict} (the same in lower case, comments after {@code
 * #}), and the module of the package {@code cmu-pronouncing-dictionary} ({@code "word": "W ER1
 * D",}), known by its ending {@code .js} or {@code .json}. {@code WORD(2)} is another way to say
 * {@code WORD}.
 *
 * <p>Graphemes are the apostrophe and the letters a to z: 27. Words with other characters (digits,
 * full stops, hyphens) are left out, some 1,200 of 126,000. Phonemes are the 39 of ARPAbet, or 69
 * with the stress of the vowels. Ways to say a word that differ by stress alone are one when there
 * is no stress.
 */
public final class CmuDict {
  /** Letters of the longest word; samples hold at least as many, whatever the dictionary. */
  public static final int LENGTH = 34;

  /** Words for test in the published protocol. */
  static final int TEST = 12_000;

  private static final Path PACKAGE =
      Path.of("node_modules", "cmu-pronouncing-dictionary", "index.js");

  private static final List<String> VOWELS =
      List.of(
          "AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW");
  private static final List<String> CONSONANTS =
      List.of(
          "B", "CH", "D", "DH", "F", "G", "HH", "JH", "K", "L", "M", "N", "NG", "P", "R", "S", "SH",
          "T", "TH", "V", "W", "Y", "Z", "ZH");
  private static final Pattern PLAIN = Pattern.compile("(\\S+)\\s+(.*)");
  private static final Pattern QUOTED = Pattern.compile("\\s*\"([^\"]+)\"\\s*:\\s*\"([^\"]*)\",?");
  private static final Pattern BLANK = Pattern.compile("\\s+");
  private static final Pattern STRESS = Pattern.compile("[012]$");
  private static final Pattern VARIANT = Pattern.compile("\\(\\d+\\)$");
  private static final Pattern SPELLING = Pattern.compile("[a-z']+");

  private static final Symbols GRAPHEMES = new Symbols(letters());

  private final Path file;
  private final boolean keepsStress;
  private final Symbols phonemes;
  private final Map<String, SequencedSet<List<String>>> said = new TreeMap<>();

  private CmuDict(Path file, boolean keepsStress) {
    this.file = file;
    this.keepsStress = keepsStress;
    phonemes = phonemes(keepsStress);
  }

  /** The numbers of letters, the same for every dictionary. */
  public static Symbols graphemes() {
    return GRAPHEMES;
  }

  /** The numbers of sounds, the same for every dictionary. */
  public static Symbols phonemes(boolean keepsStress) {
    return new Symbols(sounds(keepsStress));
  }

  /** Whether a file's name is one that dictionaries have. */
  static boolean isFile(String name) {
    String small = name.toLowerCase(Locale.ROOT);
    return small.startsWith("cmudict") || small.endsWith(".dict") || isModule(small);
  }

  private static boolean isModule(String name) {
    return name.endsWith(".js") || name.endsWith(".json");
  }

  /**
   * The dictionary without stress that {@code --data} names.
   *
   * @param nameOrFile {@code cmudict} for the package {@code cmu-pronouncing-dictionary} where
   *     {@code npm install} puts it, or a file
   * @throws UserError as {@link #read}, or if the package is not there
   */
  public static Pronunciations open(String nameOrFile) {
    if (!nameOrFile.equals("cmudict")) {
      return read(Path.of(nameOrFile), false);
    }
    Path installed = WorkingFolder.nearest(PACKAGE);
    if (installed == null) {
      throw new UserError(
          "cmudict: no "
              + PACKAGE
              + " in "
              + Path.of("").toAbsolutePath()
              + " or above; npm install cmu-pronouncing-dictionary, or give a dictionary's file");
    }
    return read(installed, false);
  }

  /**
   * Reads a dictionary.
   *
   * @param keepsStress whether {@code AH0} and {@code AH1} are different phonemes
   * @throws UserError if the file cannot be read, has a line that is no entry, or has no entry
   */
  public static Pronunciations read(Path file, boolean keepsStress) {
    return new CmuDict(file, keepsStress).read();
  }

  private Pronunciations read() {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    int number = 0;
    for (String line : lines()) {
      number++;
      if (isModule(name)) {
        Matcher entry = QUOTED.matcher(line);
        if (entry.matches()) {
          add(entry.group(1), entry.group(2), number);
        }
      } else if (!line.startsWith(";;;") && !line.isBlank()) {
        Matcher entry = PLAIN.matcher(line);
        if (!entry.matches()) {
          throw broken(number, "'" + line + "' is no word and phonemes");
        }
        add(entry.group(1), entry.group(2), number);
      }
    }
    if (said.isEmpty()) {
      throw new UserError(
          file
              + ": no entry in it; give cmudict-0.7b, cmudict.dict, or the index.js of the npm"
              + " package cmu-pronouncing-dictionary");
    }
    List<Word> words = new ArrayList<>();
    said.forEach((spelling, ways) -> words.add(word(spelling, ways)));
    return new Pronunciations(GRAPHEMES, phonemes, words);
  }

  // Version 0.7b has a few letters of Latin-1, which would be malformed as UTF-8.
  private List<String> lines() {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException problem) {
      throw FileProblem.reading(file, problem);
    }
  }

  private void add(String entry, String sounds, int number) {
    String spelling = VARIANT.matcher(entry).replaceFirst("").toLowerCase(Locale.ROOT);
    if (!SPELLING.matcher(spelling).matches()) {
      return;
    }
    List<String> sequence = new ArrayList<>();
    int comment = sounds.indexOf('#');
    String all = comment < 0 ? sounds : sounds.substring(0, comment);
    for (String sound : BLANK.split(all.strip())) {
      String wanted = keepsStress ? sound : STRESS.matcher(sound).replaceFirst("");
      if (!phonemes.has(wanted)) {
        throw broken(number, "'" + sound + "' is no phoneme of ARPAbet");
      }
      sequence.add(wanted);
    }
    said.computeIfAbsent(spelling, _ -> new LinkedHashSet<>()).add(sequence);
  }

  private Word word(String spelling, SequencedSet<List<String>> ways) {
    int[] spelled = GRAPHEMES.encode(Arrays.asList(spelling.split("")));
    return new Word(spelling, spelled, ways.stream().map(phonemes::encode).toList());
  }

  private UserError broken(int number, String fact) {
    return new UserError(file + ": line " + number + ": " + fact + "; mend or remove the line");
  }

  private static List<String> letters() {
    List<String> letters = new ArrayList<>(List.of("'"));
    for (char letter = 'a'; letter <= 'z'; letter++) {
      letters.add(String.valueOf(letter));
    }
    return letters;
  }

  private static List<String> sounds(boolean keepsStress) {
    List<String> sounds = new ArrayList<>(CONSONANTS);
    for (String vowel : VOWELS) {
      if (keepsStress) {
        sounds.addAll(List.of(vowel + "0", vowel + "1", vowel + "2"));
      } else {
        sounds.add(vowel);
      }
    }
    sounds.sort(null);
    return sounds;
  }
}
