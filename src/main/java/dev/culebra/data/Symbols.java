package dev.culebra.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers for the symbols of a sequence. The first three numbers are no symbols: padding, start and
 * end. Immutable.
 */
public final class Symbols {
  /** Fills rows that are shorter than others. */
  public static final int PADDING = 0;

  /** Stands before the first symbol. */
  public static final int START = 1;

  /** Stands after the last symbol. */
  public static final int END = 2;

  private static final int FIRST = 3;

  private final List<String> symbols;
  private final Map<String, Integer> numbers = new HashMap<>();

  /** The symbols in the order of their numbers, each once. */
  public Symbols(List<String> symbols) {
    this.symbols = List.copyOf(symbols);
    for (String symbol : this.symbols) {
      if (numbers.put(symbol, FIRST + numbers.size()) != null) {
        throw new IllegalArgumentException("[symbols] '" + symbol + "' is there twice");
      }
    }
  }

  /** How many numbers there are, padding, start and end included: the size of an embedding. */
  public int count() {
    return FIRST + symbols.size();
  }

  /** The symbols without padding, start and end. */
  public List<String> symbols() {
    return symbols;
  }

  /** Whether there is such a symbol. */
  public boolean has(String symbol) {
    return numbers.containsKey(symbol);
  }

  /**
   * The numbers of symbols.
   *
   * @throws IllegalArgumentException if one is unknown
   */
  public int[] encode(List<String> sequence) {
    int[] encoded = new int[sequence.size()];
    for (int i = 0; i < encoded.length; i++) {
      Integer number = numbers.get(sequence.get(i));
      if (number == null) {
        throw new IllegalArgumentException("[symbols] '" + sequence.get(i) + "' is unknown");
      }
      encoded[i] = number;
    }
    return encoded;
  }

  /** The symbols up to the first {@link #END}; padding and start are left out. */
  public List<String> decode(int[] numbers) {
    List<String> sequence = new ArrayList<>();
    for (int number : numbers) {
      if (number == END) {
        break;
      }
      if (number >= FIRST) {
        sequence.add(symbols.get(number - FIRST));
      }
    }
    return sequence;
  }
}
