# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator of 1,440 steps as an FMU: run live, and swept, shut in a process of its own."""
import json
import os
import subprocess
import zipfile

from contest import Case, Own, PythonPeer, Timed

description = """<fmiModelDescription fmiVersion="2.0" modelName="Lag" guid="{lag}">
 <CoSimulation modelIdentifier="lag" canHandleVariableCommunicationStepSize="true"/>
 <DefaultExperiment startTime="0" stopTime="1440" stepSize="1"/>
 <ModelVariables>
  <ScalarVariable name="u" valueReference="1" causality="parameter" variability="fixed"><Real start="1" min="0" max="5"/></ScalarVariable>
  <ScalarVariable name="T" valueReference="2" causality="parameter" variability="fixed"><Real start="500" min="1" max="5000"/></ScalarVariable>
  <ScalarVariable name="h" valueReference="10" causality="output"><Real/></ScalarVariable>
 </ModelVariables>
 <ModelStructure><Outputs><Unknown index="3"/></Outputs></ModelStructure>
</fmiModelDescription>
"""


def prepare(work, tools):
    binary = tools.build / "tests" / "fmus" / "lag_fmi2.so"
    os.environ["TWINWRIGHT_BENCH_FMU"] = str(binary)
    with zipfile.ZipFile(work / "lag.fmu", "w") as fmu:
        fmu.writestr("modelDescription.xml", description)
        fmu.write(binary, "binaries/linux64/lag.so")
    (work / "spec.json").write_text(json.dumps({"conformance": 1}))
    subprocess.run([tools.xdt, "import", "-q", work / "lag.fmu", "--spec", work / "spec.json", "-o", work / "lag.xdt"], check=True,
                   capture_output=True)


def fmpy(work, threads):
    import fmpy
    path = str(work / "lag.fmu")
    model, folder = fmpy.read_model_description(path), fmpy.extract(path)
    fmu = fmpy.instantiate_fmu(folder, model, "CoSimulation")

    def run():
        fmu.reset()
        return fmpy.simulate_fmu(folder, stop_time=1440, output_interval=1, start_values={"u": 1, "T": 500}, output=["h"],
                                 model_description=model, fmu_instance=fmu)
    return Timed(run, 1, lambda: run()["h"])


live = Case("fmu-live", "FMU of 1,440 steps, loaded, shut in: no more than 0.3 ms above the bare loop over its binary", "run", prepare,
            Own("fmu_live"), [Own("fmu_live_bare", "bare loop"), PythonPeer("FMPy", fmpy, threads=[1])])
sweep = Case("fmu-sweep", "1,000 runs of an FMU of 1,440 steps on all cores, shut in", "run", prepare,
             Own("fmu_sweep"), [Own("fmu_sweep_bare", "bare loop on all cores", goal=0.5)])
