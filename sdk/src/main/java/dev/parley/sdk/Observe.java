package dev.parley.sdk;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes each call of a method a {@link Step}; on a type, each call of all its methods. It works on
 * calls through {@link Observed#proxy}:
 *
 * <pre>{@code
 * interface Assistant {
 *   @Observe(kind = StepKind.TOOL, tags = "search", metadata = "version=2")
 *   List<Doc> retrieve(String query);
 *
 *   @Observe
 *   CompletionStage<Answer> answer(String prompt, double temperature);
 * }
 *
 * Assistant assistant = Observed.proxy(Assistant.class, new ShopAssistant(…));
 * }</pre>
 *
 * <p>It may stand on the interface, on the class behind it, or on methods of either. A method's own
 * annotation wins over its type's, and the class's over the interface's.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Observe {
  /** The span's name; the method's where it is empty. On a type it is best left empty. */
  String name() default "";

  /** What the method does; a model call by default. */
  StepKind kind() default StepKind.LLM;

  /** {@code tags}, in this order. */
  String[] tags() default {};

  /** {@code metadata.<key>}, each as {@code "key=value"}. */
  String[] metadata() default {};

  /** {@code metadata.category} and {@code user.category}; none where it is empty. */
  String category() default "";

  /** Whether the input is recorded, and with it the arguments. */
  boolean captureInput() default true;

  /** Whether the result is recorded. */
  boolean captureOutput() default true;

  /** Whether the arguments are recorded one by one. */
  boolean captureArguments() default true;

  /**
   * What a parameter is called. Without it a parameter has the name that it has in the code, where
   * that is compiled with {@code -parameters}, else {@code arg0}, {@code arg1}, ….
   */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.PARAMETER)
  @interface Argument {
    String value();
  }
}
