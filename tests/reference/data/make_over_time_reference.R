# Makes over_time_reference.json: quarters, windows that overlap, slopes over time, mean grades, on a
# stratified design and on one whose quarters are each raked to the population of their own.
# Rscript make_over_time_reference.R (beside synth_sample.csv.gz); R 4.x, packages survey and jsonlite.
suppressMessages({library(survey); library(jsonlite)})
s <- read.csv(gzfile("synth_sample.csv.gz"))
s$victim_group <- factor(s$victim_group)
for (v in c("age", "gender", "ethnicity")) s[[v]] <- factor(s[[v]])
pop <- function(v) { p <- read.csv(paste0("pop_", v, ".csv")); setNames(p$N, p[[1]]) }
plain <- svydesign(~1, strata = ~victim_group, weights = ~w, data = s)
# Each quarter stands for the whole population: strata and margins crossed with the quarter.
s$cell <- interaction(s$quarter, s$victim_group)
s$wq <- pop("victim_group")[as.character(s$victim_group)] / as.vector(table(s$cell)[as.character(s$cell)])
mm <- model.matrix(~ age + gender + ethnicity, s)
total <- c(sum(pop("gender")), unlist(lapply(c("age", "gender", "ethnicity"), function(v) pop(v)[levels(s[[v]])][-1])))
X <- do.call(cbind, lapply(1:4, function(q) mm * (s$quarter == q)))
colnames(X) <- paste0("x", seq_len(ncol(X)))
quarterly <- svydesign(~1, strata = ~cell, weights = ~wq, data = cbind(s, X))
targets <- setNames(rep(total, 4), colnames(X))
raked <- calibrate(quarterly, reformulate(colnames(X), intercept = FALSE), targets, calfun = "raking", epsilon = 1e-13, maxit = 200)
influence_of <- function(d, inside, y) { w <- weights(d); k <- inside & !is.na(y)
  m <- sum(w[k] * y[k]) / sum(w[k]); list(m = m, u = ifelse(k, (ifelse(k, y, 0) - m) / sum(w[k]), 0)) }
change <- function(d, a, b, y) { p <- influence_of(d, a, y); q <- influence_of(d, b, y)
  v <- svytotal(q$u - p$u, d); list(before = p$m, after = q$m, change = q$m - p$m, se = as.vector(SE(v))) }
numbers <- function(d) {
  q <- s$quarter; y <- s$q5
  by <- svyby(~q5, ~quarter, d, svymean, na.rm = TRUE)
  U <- sapply(1:4, function(k) influence_of(d, q == k, y)$u)
  V <- as.matrix(vcov(svytotal(U, d))); est <- coef(by)
  t <- (0:3) / 4; A <- cbind(1, t); W <- solve(V); C <- solve(t(A) %*% W %*% A); b <- C %*% t(A) %*% W %*% est
  r <- est - A %*% b
  # The line with variances of its own shares: those of the pooled share first, then of that line.
  m <- est * (1 - est) / diag(V); K <- cov2cor(V); likely <- rep(sum(m * est) / sum(m), 4)
  for (round in 1:2) { S <- sqrt(likely * (1 - likely) / m); F <- K * outer(S, S); G <- solve(F)
    CF <- solve(t(A) %*% G %*% A); bf <- CF %*% t(A) %*% G %*% est; likely <- as.vector(A %*% bf) }
  rf <- est - A %*% bf
  L <- solve(t(A) %*% A) %*% t(A); ols <- svycontrast(structure(est, var = V, class = "svystat"), list(slope = L[2, ]))
  d <- update(d, time = (quarter - 1) / 4)
  g <- svyglm(q5 ~ time, design = d); m <- svyby(~sat, ~quarter, d, svymean, na.rm = TRUE)
  female <- s$gender == "female"
  list(quarters = as.vector(est), quarters_se = as.vector(SE(by)), covariance = unname(V),
    windows = change(d, q <= 3, q >= 2, y), quarter_3_4 = change(d, q == 3, q == 4, y), year_and_quarter = change(d, q >= 1, q == 4, y),
    windows_female = change(d, q <= 3 & female, q >= 2 & female, y),
    gls_of_line = list(coef = as.vector(bf), covariance = unname(CF), excess = as.vector(t(rf) %*% G %*% rf) / 2),
    ols = list(slope = as.vector(coef(ols)), se = as.vector(SE(ols))),
    gls = list(coef = as.vector(b), covariance = unname(C), excess = as.vector(t(r) %*% W %*% r) / 2),
    svyglm = list(coef = as.vector(coef(g)), se = as.vector(SE(g)), df = g$df.residual, p = as.vector(coef(summary(g))[2, 4])),
    mean_grade = as.vector(coef(m)), mean_grade_se = as.vector(SE(m))) }
write_json(list(meta = list(R = R.version.string, survey = as.character(packageVersion("survey"))),
  stratified = numbers(plain), raked = numbers(raked), raked_weights_sum_squares = sum(weights(raked)^2)),
  "over_time_reference.json", digits = I(17), auto_unbox = TRUE, pretty = TRUE)
