# Rates, ratios, tests and false discovery rate of the exclusion audit, by R's own functions.
# Rscript make_exclusion_reference.R > exclusion_reference.json     (package stats, jsonlite)
library(jsonlite)

victims <- c(12000, 9000, 4000, 700, 60, 3)
removed <- c(600, 540, 330, 44, 9, 0)
limit <- 1.25

total <- sum(removed)
share <- victims / sum(victims)
rate <- function(k) prop.test(removed[k], victims[k], correct = FALSE)$conf.int
exact <- function(k) binom.test(removed[k], total)$conf.int / share[k]
tail <- function(k) {
  binom.test(removed[k], total, p = min(1, limit * share[k]), alternative = "greater")$p.value
}

suppressWarnings({
  k <- seq_along(victims)
  p <- sapply(k, tail)
  result <- list(
    r = R.version.string,
    victims = victims, removed = removed, limit = limit,
    rate_lower = sapply(k, function(i) rate(i)[1]), rate_upper = sapply(k, function(i) rate(i)[2]),
    ratio = (removed / total) / share,
    lower = sapply(k, function(i) exact(i)[1]), upper = sapply(k, function(i) exact(i)[2]),
    p_value = p, q_value = p.adjust(p, method = "BH")
  )
})
cat(toJSON(result, digits = I(17), auto_unbox = TRUE, pretty = TRUE), "\n")
