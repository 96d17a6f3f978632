package dev.culebra.cli;

import dev.culebra.files.UserError;
import dev.culebra.model.Configs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * One flag for each described field of a configuration record: {@code weightDecay} is {@code
 * --weight-decay}. Values stay text until {@link Configs} reads them, so that one place knows how.
 *
 * @param standard the record whose values are the defaults
 * @param only the fields that have flags
 */
record RecordFlags(Record standard, Predicate<String> only) {
  /** A flag for every described field. */
  RecordFlags(Record standard) {
    this(standard, field -> true);
  }

  /** Short names of fields that everyone knows by them. */
  private static final Map<String, String> SHORT = Map.of("learningRate", "--lr");

  private static final Map<String, String> LABELS =
      Map.of("initFrom", "RUN", "data", "NAME|PATH", "device", "NAME");

  /** Fields in seconds, which may also be given as {@code 90s}, {@code 10m} or {@code 2h}. */
  private static final List<String> DURATIONS = List.of("maxTime", "checkpointSeconds");

  /** The flags as a group of a command's help. */
  ArgGroupSpec group(String heading, int place) {
    ArgGroupSpec.Builder group =
        ArgGroupSpec.builder().heading("%n" + heading + "%n").validate(false).order(place);
    int order = 0;
    for (Configs.Field field : fields()) {
      group.addArg(
          OptionSpec.builder(names(field))
              .paramLabel(label(field))
              .type(String.class)
              .order(order++)
              .description((field.description() + standing(field)).replace("%", "%%"))
              .build());
    }
    return group.build();
  }

  /** What was given, by field, as text. */
  Map<String, String> given(ParseResult parsed) {
    Map<String, String> given = new LinkedHashMap<>();
    for (Configs.Field field : fields()) {
      String value = parsed.matchedOptionValue(flag(field), null);
      if (value != null) {
        requireOnce(field, parsed);
        given.put(field.name(), DURATIONS.contains(field.name()) ? seconds(field, value) : value);
      }
    }
    return given;
  }

  // picocli takes a second value for a second group of flags, and is silent about it.
  private static void requireOnce(Configs.Field field, ParseResult parsed) {
    List<String> names = List.of(names(field));
    long times =
        parsed.originalArgs().stream()
            .filter(argument -> names.contains(argument.split("=", 2)[0]))
            .count();
    if (times > 1) {
      throw new UserError(names.getFirst() + " is given " + times + " times; give it once");
    }
  }

  /**
   * A record with what was given in place of its own values.
   *
   * @param base a record of the same class as {@link #standard}
   * @throws UserError that names the flag, its value and the range
   */
  <C extends Record> C with(C base, Map<String, String> given) {
    try {
      return Configs.with("flags", given, base);
    } catch (UserError problem) {
      throw inFlags(problem, given);
    }
  }

  /** A complaint about a field, told as one about its flag. */
  private UserError inFlags(UserError problem, Map<String, String> given) {
    String fact = problem.getMessage().replaceFirst("^flags: (\\[[\\w-]+] )?", "");
    for (Configs.Field field : fields()) {
      if (fact.matches("(?s)" + field.name() + "\\b.*")) {
        String value = given.getOrDefault(field.name(), text(field.value()));
        return new UserError(names(field)[0] + " " + complaint(field, value, fact), problem);
      }
    }
    return new UserError(fact, problem);
  }

  /** {@code latent: 0 is below 1} becomes {@code 0 is below 1}; the value comes first, once. */
  private static String complaint(Configs.Field field, String value, String fact) {
    String rest = fact.substring(field.name().length()).replaceFirst("^:? *", "");
    if (rest.startsWith("is '")) {
      String kind =
          switch (field.kind()) {
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "integers" -> "whole numbers, as 32,64";
            default -> field.kind();
          };
      return value + ": give " + kind;
    }
    return rest.startsWith(value + " ") ? rest : value + ": " + rest;
  }

  /** The flags for programs: name, kind, default, description. */
  List<Map<String, Object>> describe() {
    return fields().stream()
        .map(
            field -> {
              Map<String, Object> flag = new LinkedHashMap<>();
              flag.put("flag", flag(field));
              flag.put("kind", field.kind());
              flag.put("default", field.value());
              flag.put("description", field.description());
              return flag;
            })
        .toList();
  }

  private List<Configs.Field> fields() {
    return Configs.fields(standard).stream()
        .filter(field -> !field.description().isEmpty() && only.test(field.name()))
        .toList();
  }

  private static String flag(Configs.Field field) {
    return "--" + field.name().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static String[] names(Configs.Field field) {
    String flag = flag(field);
    return SHORT.containsKey(field.name())
        ? new String[] {SHORT.get(field.name()), flag}
        : new String[] {flag};
  }

  private static String label(Configs.Field field) {
    if (DURATIONS.contains(field.name())) {
      return "TIME";
    }
    return switch (field.kind()) {
      case "integer" -> "N";
      case "number" -> "X";
      case "integers" -> "N,N,...";
      case "text" -> LABELS.getOrDefault(field.name(), "TEXT");
      default -> field.kind();
    };
  }

  /** The default, as the help shows it. */
  private static String standing(Configs.Field field) {
    String text = text(field.value());
    return text.isEmpty() ? "" : " [" + text + "]";
  }

  private static String text(Object value) {
    return value instanceof List<?> list
        ? list.stream().map(Object::toString).collect(Collectors.joining(","))
        : value instanceof Double number && number == Math.rint(number) && number < 1e9
            ? Long.toString(number.longValue())
            : value.toString();
  }

  private static String seconds(Configs.Field field, String value) {
    String unit = value.isEmpty() ? "" : value.substring(value.length() - 1);
    int factor =
        switch (unit) {
          case "s" -> 1;
          case "m" -> 60;
          case "h" -> 3600;
          case "d" -> 86400;
          default -> 0;
        };
    String number = factor == 0 ? value : value.substring(0, value.length() - 1);
    try {
      return Double.toString(Double.parseDouble(number) * Math.max(factor, 1));
    } catch (NumberFormatException wrong) {
      throw new UserError(
          flag(field) + " " + value + ": not a time; give seconds, or as in 90s, 10m, 2h", wrong);
    }
  }
}
