/** The engine as beans of a Spring Boot application. */
@NullMarked
package dev.mayfly.engine.spring;

import org.jspecify.annotations.NullMarked;
