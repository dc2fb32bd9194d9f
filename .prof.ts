import { fashionMnistPhotos } from './cli/demo/photos/source/fashion-mnist';
import { seededRandom } from './cli/demo/photos/seeded-random';
import { drawPhotoPlan } from './cli/demo/photos/rendering/photo-plan';
import { composePhoto } from './cli/demo/photos/rendering/compose-photo';
import { encodePhoto } from './cli/demo/photos/rendering/encode-photo';
import { cutOut } from './cli/demo/photos/rendering/cut-out';
(async()=>{let i=0; const cpu=()=>{const c=process.cpuUsage();return (c.user+c.system)/1000};const T:any={};let px=0; const t0=cpu();
for await(const p of fashionMnistPhotos({folder:'/usr/share/datasets/fashion-mnist'}).photos(200,1)){const r=seededRandom('render',1,i++);const plan=drawPhotoPlan(r);px+=plan.width*plan.height;let a=cpu();cutOut((p as any).pixels);let b=cpu();T.cut=(T.cut??0)+b-a;const rgb=await composePhoto((p as any).pixels,plan,5);a=cpu();T.compose=(T.compose??0)+a-b;await encodePhoto(rgb,plan);b=cpu();T[plan.format]=(T[plan.format]??0)+b-a;}
console.log(T,px/200/1e6,'total cpu/photo',(cpu()-t0)/200)})();
