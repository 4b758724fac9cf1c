"""One driver computes unique users for two regions at three grains from one pair of functions."""

import reusable_subdags

from dagscope import driver

if __name__ == "__main__":
    dr = driver.Builder().with_modules(reusable_subdags).build()
    results = dr.execute(
        [
            "daily_unique_users_US",
            "weekly_unique_users_US",
            "monthly_unique_users_US",
            "daily_unique_users_CA",
            "weekly_unique_users_CA",
            "monthly_unique_users_CA",
            "monthly_overview",
            "us_share",
            "busiest_week",
        ]
    )
    for name, result in results.items():
        print(f"{name}\n{result}\n")
