/** A support desk in Spring Boot 3.5, on OpenAI's own client. */
@NullMarked
package dev.parley.examples.springboot;

import org.jspecify.annotations.NullMarked;
