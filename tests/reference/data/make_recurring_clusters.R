# Makes recurring_clusters.csv.gz and recurring_clusters.json: 18 clusters in two strata, most of them
# interviewed in all three quarters, one new in the last; each quarter calibrated to its own population.
# Rscript make_recurring_clusters.R (in this folder); R 4.x, packages survey and jsonlite.
suppressMessages({library(survey); library(jsonlite)})
set.seed(20073)
units <- data.frame(h = rep(1:2, c(8, 10)), cluster = c(1:8, 1:10))
rows <- do.call(rbind, lapply(1:3, function(q) {
  held <- units[!(q < 3 & units$h == 2 & units$cluster == 10) & !(q == 2 & units$h == 1 & units$cluster < 3), ]
  do.call(rbind, lapply(seq_len(nrow(held)), function(k) { n <- sample(5:14, 1)
    data.frame(h = held$h[k], cluster = held$cluster[k], quarter = q, gender = sample(c("F", "M"), n, TRUE),
      N1 = c(40, 60)[held$h[k]], N2 = n * sample(3:6, 1)) })) }))
effect <- rnorm(40, 0, 0.9)[rows$h * 20 + rows$cluster - 20]
rows$y <- ifelse(runif(nrow(rows)) < 0.04, NA, as.numeric(runif(nrow(rows)) < plogis(0.9 + effect - 0.4 * (rows$gender == "M"))))
rows$base <- round(runif(nrow(rows), 5, 15), 2); rows$id <- seq_len(nrow(rows))
total <- c(F = 2600, M = 2100)
X <- sapply(1:3, function(q) cbind((rows$quarter == q) * 1, (rows$quarter == q & rows$gender == "M") * 1)); X <- matrix(X, nrow(rows))
colnames(X) <- paste0("x", 1:6); rows <- cbind(rows, X)
targets <- setNames(rep(c(sum(total), total[["M"]]), 3), colnames(X))
numbers <- function(d) {
  d <- calibrate(d, reformulate(colnames(X), intercept = FALSE), targets, calfun = "raking", epsilon = 1e-13, maxit = 200)
  by <- svyby(~y, ~quarter, d, svymean, na.rm = TRUE); w <- weights(d)
  scores <- sapply(1:3, function(q) { k <- rows$quarter == q & !is.na(rows$y)
    ifelse(k, (ifelse(k, rows$y, 0) - sum(w[k] * rows$y[k]) / sum(w[k])) / sum(w[k]), 0) })
  V <- as.matrix(vcov(svytotal(scores, d)))
  list(quarters = as.vector(coef(by)), se = as.vector(SE(by)), covariance = unname(V),
    change = as.vector(coef(by)[3] - coef(by)[2]), change_se = sqrt(V[2, 2] + V[3, 3] - 2 * V[2, 3]), weights = as.vector(w)) }
one <- svydesign(~cluster, strata = ~h, weights = ~base, data = rows, nest = TRUE)
# The clusters were drawn once; within each, every quarter's victims were sampled for themselves.
two <- svydesign(~cluster + id, strata = ~h + quarter, fpc = ~N1 + N2, weights = ~base, data = rows, nest = TRUE)
found <- list(one = numbers(one), two = numbers(two))
rows$weight <- found$one$weights; stopifnot(max(abs(found$two$weights - rows$weight)) < 1e-9)
found$one$weights <- NULL; found$two$weights <- NULL
write.csv(format(rows[c("h", "cluster", "quarter", "gender", "N1", "N2", "y", "base", "weight")], digits = 17, trim = TRUE),
  gzfile("recurring_clusters.csv.gz"), row.names = FALSE, quote = FALSE)
write_json(c(list(meta = list(R = R.version.string, survey = as.character(packageVersion("survey")))), found),
  "recurring_clusters.json", digits = I(17), auto_unbox = TRUE, pretty = TRUE)
