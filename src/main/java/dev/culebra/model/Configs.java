package dev.culebra.model;

import dev.culebra.files.UserError;
import dev.culebra.shape.Shape;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * Configuration records as maps of plain values, for JSON files and the command line. A component
 * is an int, a long, a double, a boolean, a String, an enum (written in lower case), a {@link
 * Shape} or a {@code List<Integer>}; each is also read from text.
 */
public final class Configs {
  /**
   * One field of a configuration.
   *
   * @param name as in the record, for example {@code weightDecay}
   * @param description its help text; empty for fields that no flag sets, such as the input's shape
   * @param kind what may be given, for people: {@code integer}, {@code number}, {@code true or
   *     false}, {@code text}, {@code mlp|conv}, {@code integers}
   * @param value what the record holds, as a plain value
   */
  public record Field(String name, String description, String kind, Object value) {}

  private Configs() {}

  /** The fields of a configuration in order, with their present values. */
  public static List<Field> fields(Record config) {
    List<Field> fields = new ArrayList<>();
    for (RecordComponent component : config.getClass().getRecordComponents()) {
      Describe describe = component.getAnnotation(Describe.class);
      fields.add(
          new Field(
              component.getName(),
              describe == null ? "" : describe.value(),
              kind(component),
              plain(valueOf(component, config))));
    }
    return fields;
  }

  /** The configuration as plain values: numbers, strings, booleans and lists of integers. */
  public static SequencedMap<String, Object> toMap(Record config) {
    SequencedMap<String, Object> map = new LinkedHashMap<>();
    fields(config).forEach(field -> map.put(field.name(), field.value()));
    return map;
  }

  /**
   * The configuration with some fields replaced.
   *
   * @param source where the values come from, for messages: a file or {@code command line}
   * @param values by field, as JSON gives them or as text
   * @param defaults gives the fields that {@code values} lacks
   * @throws UserError if a field is unknown, of another type or out of range
   */
  public static <C extends Record> C with(String source, Map<String, ?> values, C defaults) {
    RecordComponent[] components = defaults.getClass().getRecordComponents();
    List<String> names = Arrays.stream(components).map(RecordComponent::getName).toList();
    for (String given : values.keySet()) {
      if (!names.contains(given)) {
        throw new UserError(
            source + ": unknown field '" + given + "'; there are " + String.join(", ", names));
      }
    }
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      Object given = values.get(names.get(i));
      arguments[i] =
          given == null ? valueOf(components[i], defaults) : read(source, components[i], given);
    }
    @SuppressWarnings("unchecked")
    Class<C> type = (Class<C>) defaults.getClass();
    return make(source, type, components, arguments);
  }

  private static Object read(String source, RecordComponent component, Object given) {
    Class<?> type = component.getType();
    try {
      if (type == int.class) {
        return Math.toIntExact(integer(given));
      } else if (type == long.class) {
        return integer(given);
      } else if (type == double.class) {
        return given instanceof Number number
            ? number.doubleValue()
            : Double.parseDouble(given.toString());
      } else if (type == boolean.class) {
        return truth(given);
      } else if (type == String.class) {
        return given.toString();
      } else if (type == Shape.class) {
        return Shape.of(integers(given).stream().mapToInt(Integer::intValue).toArray());
      } else if (type.isEnum()) {
        return constant(type, given.toString());
      }
      return integers(given);
    } catch (IllegalArgumentException | ArithmeticException wrong) {
      throw new UserError(
          source + ": " + component.getName() + " is '" + given + "'; give " + kind(component),
          wrong);
    }
  }

  private static long integer(Object given) {
    return switch (given) {
      case Integer number -> number;
      case Long number -> number;
      default -> Long.parseLong(given.toString());
    };
  }

  private static boolean truth(Object given) {
    return switch (given.toString()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  private static List<Integer> integers(Object given) {
    List<?> items = given instanceof List<?> list ? list : List.of(given.toString().split("[,x]"));
    return items.stream().map(item -> Math.toIntExact(integer(item))).toList();
  }

  private static Object constant(Class<?> type, String name) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> lower(constant).equals(name))
        .findFirst()
        .orElseThrow(IllegalArgumentException::new);
  }

  private static String kind(RecordComponent component) {
    Class<?> type = component.getType();
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(Configs::lower)
          .collect(Collectors.joining("|"));
    }
    return switch (type.getSimpleName()) {
      case "int", "long" -> "integer";
      case "double" -> "number";
      case "boolean" -> "true or false";
      case "String" -> "text";
      case "Shape", "List" -> "integers";
      default -> throw unsupported(component);
    };
  }

  private static Object plain(Object value) {
    return switch (value) {
      case Enum<?> constant -> lower(constant);
      case Shape shape -> Arrays.stream(shape.sizes()).boxed().toList();
      default -> value;
    };
  }

  private static String lower(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
  }

  private static Object valueOf(RecordComponent component, Record record) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("[config] cannot read " + component, impossible);
    }
  }

  private static <C extends Record> C make(
      String source, Class<C> type, RecordComponent[] components, Object[] arguments) {
    try {
      Constructor<C> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException problem) {
      if (problem.getCause() instanceof IllegalArgumentException outOfRange) {
        throw new UserError(source + ": " + outOfRange.getMessage(), outOfRange);
      }
      throw new IllegalStateException("[config] cannot make " + type, problem.getCause());
    } catch (ReflectiveOperationException problem) {
      throw new IllegalStateException("[config] cannot make " + type, problem);
    }
  }

  private static IllegalArgumentException unsupported(RecordComponent component) {
    String type =
        component.getGenericType() instanceof ParameterizedType generic
            ? generic.getTypeName()
            : component.getType().getName();
    return new IllegalArgumentException(
        "[config] " + component.getName() + ": no way to read a " + type);
  }
}
