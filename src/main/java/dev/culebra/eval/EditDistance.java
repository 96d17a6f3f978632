package dev.culebra.eval;

/**
 * The least number of insertions, deletions and substitutions that turn one sequence to another.
 */
public final class EditDistance {
  private EditDistance() {}

  /** Levenshtein's distance (1966). */
  public static int between(int[] from, int[] to) {
    int[] row = new int[to.length + 1];
    for (int j = 0; j <= to.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length; i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length; j++) {
        int replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length];
  }
}
