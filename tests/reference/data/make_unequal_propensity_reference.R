# Response propensities under unequal weights: svyglm, and the R-indicator and its partials written
# out. Rscript make_unequal_propensity_reference.R > unequal_propensity_reference.json
suppressMessages(library(survey)); library(jsonlite)
set.seed(20077); n <- 400
d <- data.frame(age = sample(0:2, n, TRUE, c(.3, .45, .25)), sex = sample(0:1, n, TRUE),
                stratum = sample(0:1, n, TRUE, c(.7, .3)))
d$w <- round(ifelse(d$stratum == 0, runif(n, 20, 60), runif(n, 5, 15)), 3)
d$y <- rbinom(n, 1, plogis(-.8 + .5 * (d$age == 1) + .9 * (d$age == 2) - .3 * d$sex + .4 * d$stratum))
m <- svyglm(y ~ factor(age) + sex + stratum, svydesign(ids = ~1, weights = ~w, data = d),
            family = quasibinomial(), epsilon = 1e-14, maxit = 100)
V <- vcov(m) * (n - 1) / n # without the survey package's small-sample factor
p <- as.vector(fitted(m)); X <- model.matrix(m); N <- sum(d$w); mu <- sum(d$w * p) / N
S2 <- sum(d$w * (p - mu)^2) / (N - 1)
G <- X * (p * (1 - p))
of_draw <- function(v) sum(sapply(split(seq_len(n), d$stratum), function(i) {
  Nh <- sum(d$w[i]); Nh^2 * (1 - length(i) / Nh) * var(v[i]) / length(i) }))
bias <- (sum(d$w * rowSums((G %*% V) * G)) - of_draw(p) / N) / N
left <- 1 - bias / S2
a <- p - mu; spread <- sum(d$w * a^2) / N
Gc <- sweep(G, 2, colSums(d$w * G) / N); b <- colSums(d$w * a * Gc) / N; A <- crossprod(Gc, d$w * Gc) / N
se <- sqrt((4 * drop(t(b) %*% V %*% b) + 2 * sum(diag(A %*% V %*% A %*% V)) + of_draw(a^2) / N^2) / spread)
others <- paste(d$sex, d$stratum)
cell <- (tapply(d$w * p, others, sum) / tapply(d$w, others, sum))[others]
rate <- tapply(d$w * d$y, d$age, sum) / tapply(d$w, d$age, sum)
by_level <- function(f) unname(sapply(0:2, function(l) f(d$age == l)))
between <- by_level(function(i) sqrt(sum(d$w[i]) / N) * (sum(d$w[i] * p[i]) / sum(d$w[i]) - mu))
within <- by_level(function(i) sqrt(sum(d$w[i] * (p[i] - cell[i])^2) / N))
errors <- by_level(function(i) {
  q <- sum(d$w[i]) / N; influence <- sqrt(q) * (i * d$w / sum(d$w[i]) - d$w / N)
  sqrt(sum(influence^2 * (d$y - rate[as.character(d$age)])^2)) })
cat(toJSON(list(data = as.list(d), coef = unname(coef(m)), mean = mu, S2 = S2, bias = bias,
  R = 1 - 2 * sqrt(S2 * left), R_se = se, Pu = sqrt(sum(between^2) * left), Pc = sqrt(sum(within^2) * left),
  Pu_level = between, Pc_level = within, Pu_level_se = errors), digits = NA, auto_unbox = TRUE), "\n")
