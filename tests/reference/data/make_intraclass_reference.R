# Intraclass correlation by one-way analysis of variance, with Searle's interval, on two data sets of R.
# Equal weights; unequal groups in the second. Run: Rscript make_intraclass_reference.R > intraclass_reference.json
icc <- function(y, g) {
  g <- factor(g); k <- nlevels(g); n <- length(y); m <- tabulate(g)
  ms <- anova(lm(y ~ g))[["Mean Sq"]]
  n0 <- (n - sum(m^2) / n) / (k - 1); f <- ms[1] / ms[2]
  between <- (ms[1] - ms[2]) / n0
  low <- f / qf(0.975, k - 1, n - k); high <- f / qf(0.025, k - 1, n - k)
  list(estimate = between / (between + ms[2]), between = between, within = ms[2], size = n0,
       lower = (low - 1) / (low - 1 + n0), upper = (high - 1) / (high - 1 + n0))
}
out <- list(
  warpbreaks = c(list(y = warpbreaks$breaks, g = as.integer(interaction(warpbreaks$wool, warpbreaks$tension))),
                 icc(warpbreaks$breaks, interaction(warpbreaks$wool, warpbreaks$tension))),
  chickwts = c(list(y = chickwts$weight, g = as.integer(chickwts$feed)), icc(chickwts$weight, chickwts$feed)))
cat(jsonlite::toJSON(out, digits = 15, auto_unbox = TRUE), "\n")
