package dev.mayfly.contracts;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedConstructor;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;

/**
 * Lets no record of the contracts be read without what its type says it has: every component is
 * required unless it is {@code @Nullable} or a collection. The JSON Schemas say the same.
 */
final class RequiredFields extends NopAnnotationIntrospector {
  private static final long serialVersionUID = 1L;

  @Override
  public JsonSetter.Value findSetterInfo(MapperConfig<?> config, Annotated annotated) {
    return isRequired(annotated)
        ? JsonSetter.Value.forValueNulls(Nulls.FAIL)
        : JsonSetter.Value.empty();
  }

  private static boolean isRequired(Annotated annotated) {
    if (annotated instanceof AnnotatedParameter parameter
        && parameter.getOwner() instanceof AnnotatedConstructor constructor) {
      Class<?> type = constructor.getDeclaringClass();
      RecordComponent[] components = type.getRecordComponents();
      return components != null
          && type.getName().startsWith("dev.mayfly.contracts.")
          && components.length == constructor.getParameterCount()
          && isRequired(components[parameter.getIndex()]);
    }
    return false;
  }

  private static boolean isRequired(RecordComponent component) {
    return !Collection.class.isAssignableFrom(component.getType())
        && !Map.class.isAssignableFrom(component.getType())
        && !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }
}
