// "org.none" % "none" % "1.0"
lazy val core = project.settings(
  libraryDependencies ++= Seq(
    "org.typelevel" %% "cats-core" % "2.9.0",
    "com.lihaoyi" %%% "upickle" % upickleVersion,
    "org.scalatest" %% "scalatest" % "3.2.15" % Test
  )
)
