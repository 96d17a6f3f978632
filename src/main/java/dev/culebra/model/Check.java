package dev.culebra.model;

/**
 * What a configuration demands of its fields.
 *
 * @param model name in the messages
 */
record Check(String model) {
  /**
   * Refuses a field unless the condition holds.
   *
   * @param fact what is wrong with it
   * @throws IllegalArgumentException with one line: {@code [model] field: fact}
   */
  void that(boolean holds, String field, String fact) {
    if (!holds) {
      throw new IllegalArgumentException("[" + model + "] " + field + ": " + fact);
    }
  }
}
