# Dates, times, ages and numbers.
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
date-long = { $day } { $month } { $year }
date-weekday = { $weekday } { $date }
date-time = { $date } at { $time }
time-am = { $clock }am
time-pm = { $clock }pm
time-midday = midday
time-midnight = midnight
age-today = today
age-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
age-months = { $count ->
    [one] 1 month
   *[other] { $count } months
}
age-years = { $count ->
    [one] 1 year
   *[other] { $count } years
}
number-separator = ,
