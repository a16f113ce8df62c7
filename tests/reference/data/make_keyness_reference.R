# Log-odds ratios with an informative Dirichlet prior: equations 15, 16, 20 and 22 of Monroe, Colaresi
# and Quinn (2008), written out, on counts that are weighted and on ones that are not.
library(jsonlite)

keyness <- function(y1, y2, n1, n2, a0) {
  a <- a0 * (y1 + y2) / (n1 + n2)
  delta <- log((y1 + a) / (n1 + a0 - y1 - a)) - log((y2 + a) / (n2 + a0 - y2 - a))
  se <- sqrt(1 / (y1 + a) + 1 / (y2 + a))
  list(log_odds = delta, standard_error = se, z = delta / se)
}

cases <- list(
  list(y1 = c(8, 30, 0, 12, 1), y2 = c(2, 60, 15, 12, 9), n1 = 40, n2 = 120, a0 = 4),
  list(y1 = c(3.25, 17.5, 0.4), y2 = c(20.75, 0, 0.6), n1 = 61.3, n2 = 88.9, a0 = 50)
)
found <- lapply(cases, function(one) c(one, do.call(keyness, one)))
write_json(found, "keyness_reference.json", digits = I(16), auto_unbox = TRUE, pretty = TRUE)
