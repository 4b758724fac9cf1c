"""What to install for a name that is imported, where it is called otherwise. Data and look-ups; it asks nobody."""

from __future__ import annotations

import re

# Other distributions that bring the same package: a project that lists one of them has it.
SAME_PACKAGE = {
    "apache-airflow": ("apache-airflow-core",),
    "apache-burr": ("burr",),
    "apache-hamilton": ("sf-hamilton",),
    "apache-hamilton-sdk": ("sf-hamilton-sdk",),
    "beautifulsoup4": ("bs4",),
    "opencv-python": ("opencv-python-headless", "opencv-contrib-python", "opencv-contrib-python-headless"),
    "psycopg2-binary": ("psycopg2",),
    "pyspark": ("pyspark-client", "databricks-connect"),
    "scikit-learn": ("sklearn",),
    "tensorflow": ("tensorflow-cpu", "tensorflow-gpu", "tensorflow-macos"),
}

DISTRIBUTIONS = {
    "_pytest": "pytest",
    "absl": "absl-py",
    "airflow": "apache-airflow",
    "apt": "python-apt",
    "attr": "attrs",
    "autosklearn": "auto-sklearn",
    "ax": "ax-platform",
    "azure.search.documents": "azure-search-documents",
    "azureml": "azureml-core",
    "barcode": "python-barcode",
    "Bio": "biopython",
    "bs4": "beautifulsoup4",
    "bson": "pymongo",
    "burr": "apache-burr",
    "cairo": "pycairo",
    "camelot": "camelot-py",
    "can": "python-can",
    "cattr": "cattrs",
    "causallearn": "causal-learn",
    "community": "python-louvain",
    "Crypto": "pycryptodome",
    "Cryptodome": "pycryptodomex",
    "cudf": "cudf-cu12",
    "cv2": "opencv-python",
    "Cython": "cython",
    "databricks.sdk": "databricks-sdk",
    "databricks.sql": "databricks-sql-connector",
    "dateutil": "python-dateutil",
    "dbt": "dbt-core",
    "dbus": "dbus-python",
    "decouple": "python-decouple",
    "delta": "delta-spark",
    "discord": "discord.py",
    "dns": "dnspython",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "ee": "earthengine-api",
    "engineio": "python-engineio",
    "environ": "django-environ",
    "faiss": "faiss-cpu",
    "ffmpeg": "ffmpeg-python",
    "fitz": "pymupdf",
    "flask_cors": "flask-cors",
    "gi": "pygobject",
    "git": "gitpython",
    "github": "pygithub",
    "gitlab": "python-gitlab",
    "gnupg": "python-gnupg",
    "google.ads": "google-ads",
    "google.api_core": "google-api-core",
    "google.auth": "google-auth",
    "google.cloud.bigquery": "google-cloud-bigquery",
    "google.cloud.pubsub": "google-cloud-pubsub",
    "google.cloud.secretmanager": "google-cloud-secret-manager",
    "google.cloud.sql": "cloud-sql-python-connector",
    "google.cloud.storage": "google-cloud-storage",
    "google.genai": "google-genai",
    "google.generativeai": "google-generativeai",
    "google.oauth2": "google-auth",
    "google.protobuf": "protobuf",
    "google.rpc": "googleapis-common-protos",
    "google.type": "googleapis-common-protos",
    "google_auth_oauthlib": "google-auth-oauthlib",
    "googleapiclient": "google-api-python-client",
    "graph_tool": "graph-tool",
    "grpc": "grpcio",
    "grpc_status": "grpcio-status",
    "grpc_tools": "grpcio-tools",
    "haiku": "dm-haiku",
    "hamilton_sdk": "apache-hamilton-sdk",
    "haystack": "haystack-ai",
    "hydra": "hydra-core",
    "ibis": "ibis-framework",
    "ignite": "pytorch-ignite",
    "imblearn": "imbalanced-learn",
    "impala": "impyla",
    "IPython": "ipython",
    "janitor": "pyjanitor",
    "jose": "python-jose",
    "jwt": "pyjwt",
    "kafka": "kafka-python",
    "lance": "pylance",
    "ldap": "python-ldap",
    "Levenshtein": "levenshtein",
    "llama_cpp": "llama-cpp-python",
    "llama_index.core": "llama-index-core",
    "magic": "python-magic",
    "memcache": "python-memcached",
    "mpl_toolkits": "matplotlib",
    "mpl_toolkits.basemap": "basemap",
    "multipart": "python-multipart",
    "mysql.connector": "mysql-connector-python",
    "MySQLdb": "mysqlclient",
    "nacl": "pynacl",
    "newspaper": "newspaper3k",
    "nmap": "python-nmap",
    "odf": "odfpy",
    "open_clip": "open-clip-torch",
    "openbabel": "openbabel-wheel",
    "OpenGL": "pyopengl",
    "openlineage": "openlineage-python",
    "opensearchpy": "opensearch-py",
    "OpenSSL": "pyopenssl",
    "opentelemetry": "opentelemetry-api",
    "opentelemetry.exporter.otlp": "opentelemetry-exporter-otlp",
    "opentelemetry.sdk": "opentelemetry-sdk",
    "osgeo": "gdal",
    "paho": "paho-mqtt",
    "pdfminer": "pdfminer.six",
    "PIL": "pillow",
    "pkg_resources": "setuptools",
    "pl_bolts": "lightning-bolts",
    "plaid": "plaid-python",
    "playhouse": "peewee",
    "pptx": "python-pptx",
    "psycopg2": "psycopg2-binary",
    "pydantic_settings": "pydantic-settings",
    "pydot_ng": "pydot-ng",
    "pyro": "pyro-ppl",
    "pythoncom": "pywin32",
    "pythonjsonlogger": "python-json-logger",
    "pywt": "pywavelets",
    "pyximport": "cython",
    "readability": "readability-lxml",
    "rest_framework": "djangorestframework",
    "RPi": "rpi.gpio",
    "ruamel": "ruamel.yaml",
    "scikitplot": "scikit-plot",
    "sdmx": "sdmx1",
    "sentence_transformers": "sentence-transformers",
    "serial": "pyserial",
    "simtk": "openmm",
    "skbio": "scikit-bio",
    "skdim": "scikit-dimension",
    "skfda": "scikit-fda",
    "skfuzzy": "scikit-fuzzy",
    "skgstat": "scikit-gstat",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "sklego": "scikit-lego",
    "skmisc": "scikit-misc",
    "skmultilearn": "scikit-multilearn",
    "skopt": "scikit-optimize",
    "skrf": "scikit-rf",
    "sksparse": "scikit-sparse",
    "sksurv": "scikit-survival",
    "skvideo": "scikit-video",
    "slack": "slackclient",
    "slack_sdk": "slack-sdk",
    "slugify": "python-slugify",
    "snappy": "python-snappy",
    "snowflake.connector": "snowflake-connector-python",
    "snowflake.snowpark": "snowflake-snowpark-python",
    "snowflake.sqlalchemy": "snowflake-sqlalchemy",
    "socketio": "python-socketio",
    "socks": "pysocks",
    "sparknlp": "spark-nlp",
    "speech_recognition": "speechrecognition",
    "spellchecker": "pyspellchecker",
    "st_aggrid": "streamlit-aggrid",
    "stan": "pystan",
    "stdnum": "python-stdnum",
    "tabula": "tabula-py",
    "talib": "ta-lib",
    "tavily": "tavily-python",
    "telebot": "pytelegrambotapi",
    "telegram": "python-telegram-bot",
    "tensorflow_hub": "tensorflow-hub",
    "traceloop": "traceloop-sdk",
    "umap": "umap-learn",
    "usb": "pyusb",
    "usb1": "libusb1",
    "vertexai": "google-cloud-aiplatform",
    "vlc": "python-vlc",
    "weaviate": "weaviate-client",
    "websocket": "websocket-client",
    "win32api": "pywin32",
    "win32com": "pywin32",
    "win32con": "pywin32",
    "win32gui": "pywin32",
    "wx": "wxpython",
    "Xlib": "python-xlib",
    "yaml": "pyyaml",
    "zmq": "pyzmq",
}
# Packages that several distributions put their parts into.
_SHARED = frozenset(
    ("google", "azure", "snowflake", "databricks", "opentelemetry", "mpl_toolkits", "ruamel", "mysql", "llama_index")
)
# Of these the next part is a name that is shared as well.
_AZURE_GROUPS = frozenset(("storage", "keyvault", "ai", "mgmt", "data", "monitor", "search", "iot", "communication"))
_EMPTY = frozenset(("google", "google.cloud", "azure", "snowflake", "databricks", "mysql", "ruamel"))
_VERSION = re.compile(r"_v\d\w*$")


def is_shared(name: str) -> bool:
    """Return whether several distributions have their parts in the package: what is imported of it has to be known."""
    return name.partition(".")[0] in _SHARED


def key_of(name: str) -> str:
    """Return the beginning of a dotted name that says what to install; an empty text where it is too short for that."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        prefix = ".".join(parts[:count])
        if prefix in DISTRIBUTIONS:
            return prefix
    if name in _EMPTY or (parts[0] == "azure" and len(parts) == 2 and parts[1] in _AZURE_GROUPS):
        return ""
    if parts[0] == "google":
        return ".".join(parts[: 3 if parts[1] == "cloud" else 2])
    if parts[0] == "azure":
        return ".".join(parts[: 3 if parts[1] in _AZURE_GROUPS else 2])
    return parts[0]


def distribution_of(name: str) -> str:
    """Return what to install for an imported name."""
    key = key_of(name) or name
    known = DISTRIBUTIONS.get(key)
    if known is not None:
        return known
    if is_shared(key):
        return _VERSION.sub("", key).replace(".", "-").replace("_", "-")
    return key.partition(".")[0]
