import asyncio

import module

from hamilton import async_driver


async def main() -> None:
    dr = await async_driver.Builder().with_modules(module).build()
    print(sorted((await dr.execute(["score", "answer"], inputs={"key": "abc"})).items()))
    many = await asyncio.gather(*(dr.execute(["answer"], inputs={"key": "x" * n}) for n in range(3)))
    print(many)


asyncio.run(main())
